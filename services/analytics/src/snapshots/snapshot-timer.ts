import { setTimeout as pause } from 'node:timers/promises';
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
  private readonly stopped = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly caps: CapFreezer,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await pause(LOOK_MS, undefined, { signal: this.stopped.signal }).catch(() => undefined);
      if (!this.stopped.signal.aborted) await this.look();
    }
  }

  /** What fails now (a database that is away) is due again at the next look. */
  private async look(): Promise<void> {
    try {
      await this.caps.freezeDue();
      await this.snapshots.takeDue();
    } catch (error) {
      if (error instanceof NotLiveError) return;
      this.logger.warn(`no snapshots: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
