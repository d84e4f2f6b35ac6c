import type { Transaction } from '@assay/projections';
import type { RunRef } from '../reports/read/run-sums.js';

/** A run that may have a snapshot now. */
export interface DueRun extends RunRef {
  /** Something has been counted since the last one; else it is only that time has gone by. */
  readonly changed: boolean;
}

/** Which slots of time are asked about. */
export interface Slots {
  readonly now: number;
  /** Runs without a snapshot since this slot get one although nothing has changed. */
  readonly refreshBefore: number;
}

/** Runs that have changed since the snapshot of an earlier slot, or whose last one is old. */
export const dueRuns = (
  transaction: Transaction,
  { now, refreshBefore }: Slots,
): Promise<readonly DueRun[]> =>
  transaction.query<DueRun>(
    `SELECT project, experiment, run, told.changes IS DISTINCT FROM counted.changes AS changed
     FROM (SELECT project, experiment, run, sum(changes)::bigint AS changes
           FROM run_statistics GROUP BY project, experiment, run) AS counted
     LEFT JOIN snapshot_slots AS told USING (project, experiment, run)
     WHERE told.slot IS NULL OR (told.slot < $1 AND told.changes <> counted.changes) OR told.slot < $2
     ORDER BY project, experiment, run`,
    [now, refreshBefore],
  );

/** Takes the slot for a run, together with what its snapshot will tell; false when somebody else has it. */
export async function takeSlot(
  transaction: Transaction,
  { project, experiment, run }: RunRef,
  slot: number,
): Promise<boolean> {
  const taken = await transaction.query(
    `INSERT INTO snapshot_slots AS told (project, experiment, run, slot, changes)
     SELECT project, experiment, run, $4, sum(changes) FROM run_statistics
     WHERE project = $1 AND experiment = $2 AND run = $3 GROUP BY project, experiment, run
     ON CONFLICT (project, experiment, run) DO UPDATE
       SET slot = excluded.slot, changes = excluded.changes WHERE told.slot < excluded.slot
     RETURNING slot`,
    [project, experiment, run, slot],
  );
  return taken.length > 0;
}
