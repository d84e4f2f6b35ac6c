import type { Repeated } from '@assay/platform';
import { messageOf, repeat } from '@assay/platform';
import { NotLiveError } from '@assay/projections';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Injectable, Logger } from '@nestjs/common';
import { CapFreezer } from '../metric/cap-freezer.js';
import { SnapshotsService } from './snapshots.service.js';

const LOOK_MS = 1_000;

/** Looks every second for snapshots that are due and caps that can be frozen, as long as the application runs. */
@Injectable()
export class SnapshotTimer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SnapshotTimer.name);
  private looks: Repeated | undefined;

  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly caps: CapFreezer,
  ) {}

  onApplicationBootstrap(): void {
    this.looks = repeat(
      LOOK_MS,
      () => this.look(),
      (error) => {
        if (!(error instanceof NotLiveError)) this.logger.warn(`no snapshots: ${messageOf(error)}`);
      },
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.looks?.stop();
  }

  /** What fails now (a database that is away) is due again at the next look. */
  private async look(): Promise<void> {
    await this.caps.freezeDue();
    await this.snapshots.takeDue();
  }
}
