import { TOPICS } from '@assay/contracts';
import type { DeliveredBatch, EventBus, LastingReader } from '@assay/event-bus';
import { EVENT_BUS, keepReading } from '@assay/event-bus';
import { messageOf } from '@assay/platform';
import type { Privacy } from '@assay/privacy';
import { forgottenIn, PRIVACY } from '@assay/privacy';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';

/**
 * Destroys the keys of every unit that the log says is forgotten, from its beginning at each start: what a process left
 * undone, and what an older copy of the key store has brought back.
 */
@Injectable()
export class KeyDestroyer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(KeyDestroyer.name);
  private reader: LastingReader | undefined;

  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(PRIVACY) private readonly privacy: Privacy,
  ) {}

  onApplicationBootstrap(): void {
    if (this.privacy.keys === undefined) return;
    this.reader = keepReading(
      this.bus,
      { name: 'key-destroyer', topics: [TOPICS.operations.name], handle: (batch) => this.destroy(batch) },
      (error) => this.logger.warn(`erasures cannot be read now: ${messageOf(error)}`),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.reader?.stop();
  }

  private async destroy({ events }: DeliveredBatch): Promise<void> {
    const destroyed = (await this.privacy.keys?.destroy(forgottenIn(events))) ?? 0;
    if (destroyed > 0)
      this.logger.log(`${String(destroyed)} keys of forgotten units were there, and are destroyed`);
  }
}
