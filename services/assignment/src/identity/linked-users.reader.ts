import type { UnitsLinked } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredBatch, EventBus, LastingReader } from '@assay/event-bus';
import { EVENT_BUS, keepReading } from '@assay/event-bus';
import { messageOf, Readiness } from '@assay/platform';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ConfigStore } from '../gateway/config/config-store.js';
import { LinkedUsers } from './linked-users.js';

/** A log that is away or slow at the start keeps nobody from being served for longer than this. */
const PATIENCE_MS = 10_000;

/**
 * Follows the links in the log. The process is ready when it has read those of before, so that no user is drawn anew
 * who has an assignment from before they logged in; a log that is away is not waited for.
 */
@Injectable()
export class LinkedUsersReader implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(LinkedUsersReader.name);
  private reader: LastingReader | undefined;

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
    const subscription = {
      name: 'assignment-linked-users',
      topics: [TOPICS.identities.name],
      handle: (batch: DeliveredBatch) => this.apply(batch),
      onError: (error: unknown) => this.warn(error),
    };
    this.reader = keepReading(this.bus, subscription, (error) => {
      this.warn(error);
      done();
    });
    this.reader.caughtUp().then(done, done);
  }

  async onModuleDestroy(): Promise<void> {
    await this.reader?.stop();
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
    this.logger.warn(`links cannot be read now: ${messageOf(error)}`);
  }
}
