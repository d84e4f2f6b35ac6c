import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { ChannelTarget } from '../channel/channel.js';
import type { Message } from '../message/message.js';
import type { NotificationSettings } from '../settings.js';
import { NOTIFICATION_SETTINGS } from '../settings.js';
import type { NetworkRules } from './checked-address.js';
import { checkedAddress, resolveName } from './checked-address.js';
import { sendMail } from './email.js';
import { guardedPost } from './guarded-post.js';
import { outgoing } from './outgoing.js';
import { pagerDutyBody } from './pagerduty.js';
import { TargetForbiddenError } from './send-error.js';
import { signatureHeaders } from './sign-webhook.js';
import { slackBody } from './slack.js';

/** Sends one message to one target; what goes wrong is thrown as a `SendError`. */
@Injectable()
export class Sender {
  private readonly rules: NetworkRules;

  constructor(
    @Inject(NOTIFICATION_SETTINGS) private readonly settings: NotificationSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.rules = { own: settings.allowed, resolve: resolveName };
  }

  /** @param id of the delivery: the same at every try, so that receivers can tell repeats */
  async send(target: ChannelTarget, message: Message, id: string): Promise<void> {
    const told = outgoing(message, this.settings.linkBase);
    switch (target.kind) {
      case 'slack':
        return this.post(target.url, slackBody(told));
      case 'pagerduty':
        return this.post(this.settings.pagerDutyUrl, pagerDutyBody(told, target.routingKey));
      case 'webhook':
        return this.webhook(target, JSON.stringify(told), id);
      case 'email': {
        const { mail } = this.settings;
        if (mail === undefined)
          throw new TargetForbiddenError('there is no mail server: set SMTP_URL and SMTP_FROM');
        return sendMail(mail, target.to, told);
      }
    }
  }

  /** @throws TargetForbiddenError, TargetUnreachableError where it does not lead to a place that may be used */
  async check(target: ChannelTarget): Promise<void> {
    if (target.kind === 'slack' || target.kind === 'webhook')
      await checkedAddress(new URL(target.url), this.rules);
  }

  private webhook(
    { url, secret }: Extract<ChannelTarget, { kind: 'webhook' }>,
    body: string,
    id: string,
  ): Promise<void> {
    const timestamp = Math.floor(this.clock.now() / 1000);
    return this.post(url, body, signatureHeaders({ id, timestamp, body }, secret));
  }

  private post(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    return guardedPost({ url: new URL(url), headers, body }, this.rules);
  }
}
