import { setTimeout as pause } from 'node:timers/promises';
import type { UnitsLinked } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredBatch, EventBus, Subscription } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import { Readiness } from '@assay/platform';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ConfigStore } from '../gateway/config/config-store.js';
import { LinkedUsers } from './linked-users.js';

const RETRY_MS = 1_000;

/** A log that is away or slow at the start keeps nobody from being served for longer than this. */
const PATIENCE_MS = 10_000;

/**
 * Follows the links in the log. The process is ready when it has read those of before, so that no user is drawn anew
 * who has an assignment from before they logged in; a log that is away is not waited for.
 */
@Injectable()
export class LinkedUsersReader implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LinkedUsersReader.name);
  private readonly stopped = new AbortController();
  private reading: Promise<Subscription | undefined> | undefined;

  constructor(
    @Inject(EVENT_BUS) private readonly bus: Pick<EventBus, 'read'>,
    private readonly linked: LinkedUsers,
    private readonly readiness: Readiness,
    private readonly config: ConfigStore,
  ) {}

  onApplicationBootstrap(): void {
    let isReady = false;
    const done = (): void => {
      isReady = true;
    };
    this.readiness.add({
      name: 'assignment-links',
      check: () =>
        isReady ? { ready: true } : { ready: false, detail: 'links of units have not been read yet' },
    });
    setTimeout(done, PATIENCE_MS).unref();
    this.reading = this.untilReading(done);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await (await this.reading)?.stop();
  }

  private async untilReading(done: () => void): Promise<Subscription | undefined> {
    const { signal } = this.stopped;
    while (!signal.aborted) {
      try {
        const subscription = await this.bus.read({
          name: 'assignment-linked-users',
          topics: [TOPICS.identities.name],
          handle: (batch) => this.apply(batch),
          onError: (error) => this.warn(error),
        });
        subscription.caughtUp.then(done, done);
        return subscription;
      } catch (error) {
        this.warn(error);
        done();
        await pause(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    return undefined;
  }

  private apply({ events }: DeliveredBatch): Promise<void> {
    for (const { event, appendedAt } of events) {
      if (event.type !== 'UnitsLinked') continue;
      this.linked.add(event.project, (event as UnitsLinked).data.user);
      this.config.setLinked(event.project, appendedAt);
    }
    return Promise.resolve();
  }

  private warn(error: unknown): void {
    this.logger.warn(`links cannot be read now: ${error instanceof Error ? error.message : String(error)}`);
  }
}
