import type { BatchScope } from '@assay/projections';

/** How far the counting of a partition is. */
export interface CountingProgress {
  /** Number of the last change of rollouts that was followed, and of the last one there is. */
  readonly change: number;
  readonly head: number;
  /** The last day on which outcomes came, in days since 1970. */
  readonly receivedDay: number;
  /** Hours and days were dropped for the last time when this was that day. */
  readonly prunedDay: number;
  /** Some rollout has units that are not counted yet. */
  readonly isUnfinished: boolean;
}

const NOTE = `
  INSERT INTO counting_progress AS own (partition, change, received_day, pruned_day) VALUES ($1, 0, $2, 0)
  ON CONFLICT (partition) DO UPDATE SET received_day = greatest(own.received_day, excluded.received_day)
  RETURNING received_day AS "receivedDay"`;

/** @returns the last day on which outcomes came, this one or a later one */
export async function noteReceived(scope: BatchScope, day: number): Promise<number> {
  const [row] = await scope.query<{ readonly receivedDay: number }>(NOTE, [scope.partition, day]);
  return row?.receivedDay ?? day;
}

const READ = `
  SELECT own.change::float8 AS change, head::float8 AS head, received_day AS "receivedDay", pruned_day AS "prunedDay",
         EXISTS (SELECT 1 FROM counted_rollouts WHERE partition = $1 AND after IS NOT NULL) AS "isUnfinished"
    FROM counting_progress AS own, life_changes WHERE own.partition = $1`;

/** Undefined while the partition had no outcome. */
export async function readProgress(scope: BatchScope): Promise<CountingProgress | undefined> {
  const [row] = await scope.query<CountingProgress>(READ, [scope.partition]);
  return row;
}

/** Everything up to this change has been followed. */
export async function noteChange(scope: BatchScope, change: number): Promise<void> {
  await scope.query('UPDATE counting_progress SET change = $2 WHERE partition = $1', [
    scope.partition,
    change,
  ]);
}

export async function notePruned(scope: BatchScope, day: number): Promise<void> {
  await scope.query('UPDATE counting_progress SET pruned_day = $2 WHERE partition = $1', [
    scope.partition,
    day,
  ]);
}
