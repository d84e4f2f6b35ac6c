import { schemaOf } from '@assay/event-store';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { escapeIdentifier } from 'pg';
import type { Message } from '../message/message.js';
import { MESSAGES } from '../message/messages.projection.js';
import { takes } from '../channel/channel.js';
import { Channels } from '../channel/channels.js';
import type { Wanted } from './deliveries.js';
import { Deliveries } from './deliveries.js';

const DAY_MS = 86_400_000;
const AT_ONCE = 200;
/** What is older is no news: a log that is read from its beginning notifies nobody of its past. */
const NEWS_MS = DAY_MS;
const KEPT_MS = 30 * DAY_MS;

const NEW = `SELECT m.message FROM messages m
  WHERE m.at > to_timestamp($1 / 1000.0)
    AND NOT EXISTS (SELECT FROM ${escapeIdentifier(schemaOf('promotion'))}.notification_dispatches d
      WHERE d.message = m.id)
  ORDER BY m.at, m.id LIMIT ${String(AT_ONCE)}`;

/**
 * Gives what the read model says people are to be told to the channels that want it. Messages and who has them are kept
 * apart, so that a rebuild of the read model sends nothing again.
 */
@Injectable()
export class Dispatcher {
  constructor(
    @Inject(PROJECTIONS) private readonly models: Projections,
    private readonly deliveries: Deliveries,
    private readonly channels: Channels,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async sweep(): Promise<void> {
    const now = this.clock.now();
    const rows = await this.models.read(MESSAGES, (model) =>
      model.query<{ readonly message: Message }>(NEW, [now - NEWS_MS]),
    );
    if (rows.length === 0) return;
    const messages = rows.map(({ message }) => message);
    await this.deliveries.dispatch(messages, await this.wantedOf(messages), now);
  }

  private async wantedOf(messages: readonly Message[]): Promise<readonly Wanted[]> {
    const channels = await this.channels.list(...new Set(messages.map(({ project }) => project)));
    return messages.flatMap((message) =>
      channels
        .filter((channel) => channel.project === message.project && takes(channel, message))
        .map(({ key }) => ({ message, channel: key })),
    );
  }

  /** Messages that are no news any more are not looked for: who has them can be forgotten. */
  async purge(): Promise<void> {
    const now = this.clock.now();
    await this.deliveries.purge(now - KEPT_MS, now - 2 * NEWS_MS);
  }
}
