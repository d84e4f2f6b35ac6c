import { TOPICS } from '@assay/contracts';
import type { EventBus, Subscription } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { Clock } from '@assay/platform';
import { CLOCK, Readiness } from '@assay/platform';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { KeyRing } from './key-ring.js';

/** How current the key ring is; a stale one may miss revocations. */
export type Freshness = 'loading' | 'fresh' | 'stale';

const STALE_AFTER_MS = 5 * 60_000;
const CHECK_EVERY_MS = 1_000;
const RETRY_AFTER_MS = 2_000;

/** Keeps the key ring current: every process reads the whole access topic, from the beginning, for ever. */
@Injectable()
export class AccessStream implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(AccessStream.name);
  private subscription: Subscription | undefined;
  private caughtUp = false;
  private confirmedAt = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly ring: KeyRing,
    readiness: Readiness,
  ) {
    readiness.add({
      name: 'api-keys',
      check: () =>
        this.caughtUp ? { ready: true } : { ready: false, detail: 'still reading the access topic' },
    });
  }

  onApplicationBootstrap(): void {
    void this.start();
    this.timer = setInterval(() => this.confirm(), CHECK_EVERY_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.subscription?.stop();
  }

  freshness(): Freshness {
    if (!this.caughtUp) return 'loading';
    return this.clock.now() - this.confirmedAt > STALE_AFTER_MS ? 'stale' : 'fresh';
  }

  /** Notes that the stream is being followed: the log answers, and the reader is not stuck. */
  private confirm(): void {
    const health = this.subscription?.health();
    if (
      this.caughtUp &&
      health?.running === true &&
      health.stalledMs < STALE_AFTER_MS &&
      this.bus.isHealthy()
    )
      this.confirmedAt = this.clock.now();
  }

  private async start(): Promise<void> {
    while (!this.stopped) {
      try {
        await this.follow();
        return;
      } catch (error) {
        this.logger.warn(`the access topic cannot be read yet: ${String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER_MS).unref());
      }
    }
  }

  private async follow(): Promise<void> {
    this.subscription = await this.bus.read({
      name: 'api-keys',
      topics: [TOPICS.access.name],
      handle: (batch) => {
        for (const { event } of batch.events) this.ring.apply(event);
        return Promise.resolve();
      },
    });
    await this.subscription.caughtUp;
    this.caughtUp = true;
    this.confirm();
  }
}
