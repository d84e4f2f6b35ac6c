import type { Sweep } from '@assay/projections';
import { Injectable } from '@nestjs/common';
import { CapFreezer } from '../metric/cap-freezer.js';
import { SnapshotsService } from './snapshots.service.js';

const LOOK_MS = 1_000;

/** Looks every second for snapshots that are due and caps that can be frozen, as long as the application runs. */
@Injectable()
export class SnapshotTimer implements Sweep {
  readonly name = 'snapshots';
  readonly everyMs = LOOK_MS;

  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly caps: CapFreezer,
  ) {}

  /** What fails now (a database that is away) is due again at the next look. */
  async run(): Promise<void> {
    await this.caps.freezeDue();
    await this.snapshots.takeDue();
  }
}
