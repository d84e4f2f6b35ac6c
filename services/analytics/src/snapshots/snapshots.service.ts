import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { ModelWriter, Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { ENGINE } from '../engine/engine.projection.js';
import {
  interactionPartitions,
  keyOf,
  storedDefinitions,
  visibleSlots,
} from '../engine/storage/definitions.js';
import { ExperimentDirectory } from '../experiments/experiment-directory.js';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import { knownRun } from '../reports/read/listed-cells.js';
import { readMatured } from '../reports/read/open-days.js';
import { readRunSums } from '../reports/read/run-sums.js';
import type { SnapshotMoment } from './metrics-snapshot.js';
import { metricsSnapshot } from './metrics-snapshot.js';
import type { DueRun } from './snapshot-slots.js';
import { dueRuns, takeSlot } from './snapshot-slots.js';

const SLOT_MS = 5_000;
/** A running experiment in which nothing happens still shows up to when that is known. */
const REFRESH_SLOTS = 12;

/**
 * Puts the statistics of changed runs into the log, at most one snapshot in five seconds each. Every process may
 * try: a slot is taken in the transaction that also puts the event into the outbox, so that one of them does.
 */
@Injectable()
export class SnapshotsService {
  private refreshedSlot = 0;

  constructor(
    private readonly directory: ExperimentDirectory,
    @Inject(PROJECTIONS) private readonly projections: Projections,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns how many snapshots were taken */
  async takeDue(): Promise<number> {
    const now = this.clock.now();
    const moment = { now, slot: Math.floor(now / SLOT_MS) };
    const refreshBefore = this.refreshBefore(moment.slot);
    const known = await this.directory.latestRuns();
    const due = await this.projections.read(ENGINE, (model) =>
      dueRuns(model, { now: moment.slot, refreshBefore }, known),
    );
    let taken = 0;
    for (const run of due) if (await this.takeOne(run, moment)) taken += 1;
    return taken;
  }

  /** Looks for runs that are merely old once in a while, not at every turn. */
  private refreshBefore(slot: number): number {
    if (slot - this.refreshedSlot < REFRESH_SLOTS) return 0;
    this.refreshedSlot = slot;
    return slot - REFRESH_SLOTS;
  }

  private async takeOne(due: DueRun, moment: SnapshotMoment): Promise<boolean> {
    const experiment = await this.directory.find(due.project, due.experiment);
    if (experiment === undefined || !(due.changed || isUnderWay(experiment, due.run))) return false;
    return this.projections.write(ENGINE, (model) => writeSnapshot(model, { due, experiment, moment }));
  }
}

const isUnderWay = ({ status, run }: ReportedExperiment, due: number): boolean =>
  status !== 'concluded' && status !== 'archived' && run === due;

interface Subject {
  readonly due: DueRun;
  readonly experiment: ReportedExperiment;
  readonly moment: SnapshotMoment;
}

async function writeSnapshot(model: ModelWriter, { due, experiment, moment }: Subject): Promise<boolean> {
  const { completeTo, positions } = await model.completeness();
  const slots = await visibleSlots(model, due, interactionPartitions(positions));
  const metrics = slots.map(({ spec }) => spec);
  const known = (await storedDefinitions(model, [due])).get(keyOf(due));
  // Known, but not swept yet in every partition: there will be something to tell in a moment.
  if (known === undefined || (known.slots.length > 0 && slots.length === 0)) return false;
  if (!(await takeSlot(model, due, moment.slot))) return false;
  const run = knownRun(experiment, due);
  const sums = await readRunSums(model, run, slots);
  const coverage = { completeTo: completeTo?.toISOString() ?? null, positions };
  const primary = slots.find(({ spec }) => spec.key === experiment.primaryMetric);
  const reached = { sums, completeTo: completeTo?.getTime() ?? null };
  const matured = primary === undefined ? undefined : await readMatured(model, run, primary, reached);
  await model.emit([metricsSnapshot(due, { sums, matured, metrics, experiment, coverage }, moment)]);
  return true;
}
