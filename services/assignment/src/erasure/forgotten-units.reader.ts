import { TOPICS } from '@assay/contracts';
import type { DeliveredBatch, EventBus, LastingReader } from '@assay/event-bus';
import { EVENT_BUS, keepReading } from '@assay/event-bus';
import { messageOf } from '@assay/platform';
import { forgottenIn } from '@assay/privacy';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import type { StickyStore } from '@assay/sticky';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { STICKY_STORE } from '../gateway/tokens.js';
import { runsOfUnits } from './runs-of-units.js';
import { StickyAwayError } from './sticky-away.error.js';

/**
 * Removes what memory and Redis hold of units that are forgotten. Whoever comes back is served from the log, the same
 * variant as before. At a start, the units of all times are gone through: Redis may have kept them meanwhile.
 */
@Injectable()
export class ForgottenUnitsReader implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ForgottenUnitsReader.name);
  private reader: LastingReader | undefined;

  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(STICKY_STORE) private readonly sticky: StickyStore,
    @Inject(PROJECTIONS) private readonly models: Projections,
  ) {}

  onApplicationBootstrap(): void {
    this.reader = keepReading(
      this.bus,
      {
        name: 'assignment-forgotten-units',
        topics: [TOPICS.operations.name],
        handle: (batch) => this.remove(batch),
      },
      (error) => this.logger.warn(`what is held of forgotten units stays for now: ${messageOf(error)}`),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.reader?.stop();
  }

  private async remove({ events }: DeliveredBatch): Promise<void> {
    const units = forgottenIn(events);
    if (units.length === 0) return;
    const runs = await this.models.read('assignments', (model) => runsOfUnits(model, units));
    for (const unit of units) {
      const own = runs.filter((run) => run.unit === unit.unit && run.project === unit.project);
      if (!(await this.sticky.remove(unit, own))) throw new StickyAwayError();
    }
  }
}
