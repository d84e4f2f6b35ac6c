import type { Transaction } from '@assay/projections';
import type { RunRef } from '../reports/read/listed-cells.js';

/** A run that may have a snapshot now. */
export interface DueRun extends RunRef {
  /** Something has been counted since the last one; else it is only that time has gone by. */
  readonly changed: boolean;
}

/** Which slots of time are asked about. */
interface Slots {
  readonly now: number;
  /** Runs without a snapshot since this slot get one although nothing has changed. */
  readonly refreshBefore: number;
}

/** An experiment that there is, and the last run that it has had. */
interface LatestRun {
  readonly project: string;
  readonly key: string;
  readonly run: number;
}

/**
 * Runs of these experiments that have changed since the snapshot of an earlier slot, or whose last one is old. Others that
 * exposures name are not looked at: there may be any number of them.
 */
export const dueRuns = (
  transaction: Transaction,
  { now, refreshBefore }: Slots,
  known: readonly LatestRun[],
): Promise<readonly DueRun[]> =>
  transaction.query<DueRun>(
    `SELECT project, experiment, run, told.changes IS DISTINCT FROM counted.changes AS changed
     FROM (SELECT project, experiment, run, sum(changes)::bigint AS changes
           FROM unnest($3::text[], $4::text[], $5::int[]) AS known(project, experiment, latest)
           JOIN run_statistics USING (project, experiment)
           WHERE run <= latest GROUP BY project, experiment, run) AS counted
     LEFT JOIN snapshot_slots AS told USING (project, experiment, run)
     WHERE told.slot IS NULL OR (told.slot < $1 AND told.changes <> counted.changes) OR told.slot < $2
     ORDER BY project, experiment, run`,
    [
      now,
      refreshBefore,
      known.map(({ project }) => project),
      known.map(({ key }) => key),
      known.map(({ run }) => run),
    ],
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
