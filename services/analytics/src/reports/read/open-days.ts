import type { Transaction } from '@assay/projections';
import type { MaturedSums } from '../matured-sums.js';
import { bucketsNeededFrom, maturedSums, openSlots } from '../matured-sums.js';
import type { DaySums } from './day-sums.js';
import { NO_DAYS, readDaySums } from './day-sums.js';
import type { ReportedSlot } from './reported-slot.js';
import type { KnownRun } from './listed-cells.js';
import type { RunSums } from './run-sums.js';

interface Reached extends Pick<RunSums, 'lastExposureAt'> {
  /** Milliseconds since 1970; null: the data are complete to no instant. */
  readonly completeTo: number | null;
}

/** By day of first exposure, of the metrics with units whose attribution window is open: what matured units follow from. */
export async function readOpenDays(
  transaction: Transaction,
  run: KnownRun,
  slots: readonly ReportedSlot[],
  { lastExposureAt, completeTo }: Reached,
): Promise<DaySums> {
  const open = openSlots(slots, lastExposureAt, completeTo);
  if (open.length === 0) return NO_DAYS;
  return readDaySums(transaction, run, open, bucketsNeededFrom(open, completeTo));
}

/** The units whose attribution window on a metric is over; undefined where no unit waits. */
export async function readMatured(
  transaction: Transaction,
  run: KnownRun,
  slot: ReportedSlot,
  { sums, completeTo }: { readonly sums: RunSums; readonly completeTo: number | null },
): Promise<MaturedSums | undefined> {
  const { lastExposureAt } = sums;
  if (openSlots([slot], lastExposureAt, completeTo).length === 0) return undefined;
  const days = await readOpenDays(transaction, run, [slot], { lastExposureAt, completeTo });
  const matured = maturedSums(slot.spec, { days, sums }, completeTo);
  return { ...matured, metrics: matured.metrics.map((row) => ({ ...row, version: slot.version })) };
}
