import type { Clock } from '@assay/platform';
import { BadRequestProblem, CLOCK, NotFoundProblem, UnprocessableProblem } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { SendError, TargetForbiddenError } from '../send/send-error.js';
import { Sender } from '../send/sender.js';
import type { ChannelChange } from './channels.js';
import { Channels } from './channels.js';
import type { ChannelRef, ChannelTarget, ChannelView } from './channel.js';
import { CHANNEL_KEY } from './channel.js';
import { testMessage } from './test-message.js';

/** What came of a message that was sent to try a channel. */
export type TrialResult =
  | { readonly delivered: true }
  | { readonly delivered: false; readonly code: string; readonly detail: string };

/** Channels as people set them up. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly channels: Channels,
    private readonly sender: Sender,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(project: string): Promise<readonly ChannelView[]> {
    const channels = await this.channels.list(project);
    return channels.map(({ project: _, ...view }) => view);
  }

  /** @throws NotFoundProblem */
  async show(ref: ChannelRef): Promise<ChannelView> {
    const found = await this.channels.find(ref);
    if (found === undefined) throw channelNotFound(ref.key);
    return found;
  }

  /** @throws BadRequestProblem for a key, UnprocessableProblem for a target where nothing may be sent to */
  async set(ref: ChannelRef, actor: string, change: ChannelChange): Promise<ChannelView> {
    if (!CHANNEL_KEY.test(ref.key))
      throw new BadRequestProblem(
        'INVALID_KEY',
        `"${ref.key}" is no key of a channel: a-z, 0-9 and -, at most 50`,
      );
    await this.refuseForbidden(change.target);
    return this.channels.set(ref, actor, change);
  }

  async remove(ref: ChannelRef, actor: string): Promise<void> {
    if (!(await this.channels.remove(ref, actor))) throw channelNotFound(ref.key);
  }

  /** Sends a message to the channel now, and says what came of it. */
  async trial(ref: ChannelRef, actor: string): Promise<TrialResult> {
    const target = await this.channels.targetOf(ref);
    if (target === undefined) throw channelNotFound(ref.key);
    const message = testMessage(ref, actor, new Date(this.clock.now()).toISOString());
    try {
      await this.sender.send(target, message, message.id);
      return { delivered: true };
    } catch (error) {
      if (error instanceof SendError) return { delivered: false, code: error.code, detail: error.message };
      throw error;
    }
  }

  /** A host that cannot be found now may be there later; one that must not be used is told at once. */
  private async refuseForbidden(target: ChannelTarget): Promise<void> {
    try {
      await this.sender.check(target);
    } catch (error) {
      if (!(error instanceof TargetForbiddenError)) return;
      throw new UnprocessableProblem(error.code, error.message, {
        errors: [{ path: 'url', message: error.message }],
      });
    }
  }
}

const channelNotFound = (key: string): NotFoundProblem =>
  new NotFoundProblem(
    'CHANNEL_NOT_FOUND',
    `there is no channel "${key}", or its secret cannot be read any more`,
  );
