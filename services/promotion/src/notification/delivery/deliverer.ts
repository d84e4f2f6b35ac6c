import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Channels } from '../channel/channels.js';
import { SendError } from '../send/send-error.js';
import { Sender } from '../send/sender.js';
import { backOff, MOST_ATTEMPTS } from './back-off.js';
import { Deliveries } from './deliveries.js';
import type { Delivery, Settled } from './delivery.js';

const AT_ONCE = 20;
/** Far longer than a try may take: who has not settled by then is dead. */
const LEASE_MS = 60_000;

/** Carries deliveries to their channels, again and again until they are there or given up. */
@Injectable()
export class Deliverer {
  private readonly logger = new Logger(Deliverer.name);

  constructor(
    private readonly deliveries: Deliveries,
    private readonly channels: Channels,
    private readonly sender: Sender,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async sweep(): Promise<void> {
    for (;;) {
      const now = this.clock.now();
      const claimed = await this.deliveries.claim(now, now + LEASE_MS, AT_ONCE);
      if (claimed.length === 0) return;
      const settled = await Promise.all(claimed.map((delivery) => this.attempt(delivery)));
      await this.deliveries.settle(settled, this.clock.now());
    }
  }

  private async attempt(delivery: Delivery): Promise<Settled> {
    const { id, project, channel: key, message } = delivery;
    try {
      const target = await this.channels.targetOf({ project, key });
      if (target === undefined)
        return { id, status: 'dead', error: 'the channel is gone, or its secret cannot be read' };
      await this.sender.send(target, message, id);
      return { id, status: 'delivered' };
    } catch (error) {
      return this.failed(delivery, error);
    }
  }

  private failed({ id, channel, attempts }: Delivery, error: unknown): Settled {
    // Texts of other errors may hold anything.
    const text = error instanceof SendError ? `${error.code}: ${error.message}` : 'failed unexpectedly';
    const isPermanent = error instanceof SendError && error.isPermanent;
    const givenUp = isPermanent || attempts >= MOST_ATTEMPTS;
    this.logger.warn(`${channel}: try ${String(attempts)} ${givenUp ? 'was the last' : 'failed'}: ${text}`);
    if (givenUp) return { id, status: 'dead', error: text };
    return { id, status: 'pending', error: text, dueAt: this.clock.now() + backOff(attempts, id) };
  }
}
