import type { Transaction } from '@assay/projections';
import type { GroupCounts } from '../statistics/group-counts.js';
import { DAY_MS } from '../statistics/unit-counts.fold.js';
import type { RolloutPart } from './counted-rollout.js';
import { partColumns } from './counted-rollout.js';

/** Hours are told for two days, days for thirty; an outcome may be a little ahead of the clock. */
export const HOURS_KEPT_DAYS = 4;
export const DAYS_KEPT_DAYS = 33;

const ADD = `
  INSERT INTO outcome_counts AS own
    (project, rollout, partition, "by", name, at, units, enabled, failed, outcomes, errors, server_errors)
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::bigint[],
    $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[])
  ON CONFLICT (project, rollout, "by", at, name, partition) DO UPDATE SET
    units = own.units + excluded.units,
    enabled = own.enabled + excluded.enabled,
    failed = own.failed + excluded.failed,
    outcomes = own.outcomes + excluded.outcomes,
    errors = own.errors + excluded.errors,
    server_errors = own.server_errors + excluded.server_errors`;

/** What is to be added to the counts of a part. */
export interface CountsChange {
  readonly part: RolloutPart;
  readonly groups: readonly GroupCounts[];
}

/** Hours and days that are told no more are not counted any more. */
const isKept = ({ by, at }: GroupCounts, receivedDay: number): boolean => {
  if (by !== 'hour' && by !== 'day') return true;
  return at >= (receivedDay - (by === 'hour' ? HOURS_KEPT_DAYS : DAYS_KEPT_DAYS)) * DAY_MS;
};

/** @param receivedDay the last day on which outcomes came, in days since 1970 */
export async function addCounts(
  transaction: Transaction,
  changes: readonly CountsChange[],
  receivedDay: number,
): Promise<void> {
  const rows = changes.flatMap(({ part, groups }) =>
    groups.filter((group) => isKept(group, receivedDay)).map((group) => ({ ...part, ...group })),
  );
  if (rows.length === 0) return;
  const column = (of: (row: (typeof rows)[number]) => unknown): readonly unknown[] => rows.map(of);
  await transaction.query(ADD, [
    ...partColumns(rows),
    column(({ by }) => by),
    column(({ name }) => name),
    column(({ at }) => at),
    column(({ counts }) => counts.units),
    column(({ counts }) => counts.enabled),
    column(({ counts }) => counts.failed),
    column(({ counts }) => counts.outcomes),
    column(({ counts }) => counts.errors),
    column(({ counts }) => counts.serverErrors),
  ]);
}

const DROP = `
  DELETE FROM outcome_counts AS own
   USING unnest($1::text[], $2::text[], $3::int[]) AS anew (project, rollout, partition)
   WHERE own.project = anew.project AND own.rollout = anew.rollout AND own.partition = anew.partition`;

export async function dropCounts(transaction: Transaction, parts: readonly RolloutPart[]): Promise<void> {
  if (parts.length > 0) await transaction.query(DROP, partColumns(parts));
}

const TOLD = `
  SELECT "by", name, at::float8 AS at,
         jsonb_build_object('units', sum(units), 'enabled', sum(enabled), 'failed', sum(failed),
           'outcomes', sum(outcomes), 'errors', sum(errors), 'serverErrors', sum(server_errors)) AS counts
    FROM outcome_counts
   WHERE project = $1 AND rollout = $2 AND "by" = $3 AND at >= $4
   GROUP BY "by", name, at`;

export interface WantedCounts {
  readonly project: string;
  readonly rollout: string;
  readonly by: GroupCounts['by'];
  /** Milliseconds since 1970. */
  readonly from: number;
}

/** What is counted of a rollout, over all partitions. */
export const readCounts = (
  transaction: Transaction,
  { project, rollout, by, from }: WantedCounts,
): Promise<readonly GroupCounts[]> => transaction.query<GroupCounts>(TOLD, [project, rollout, by, from]);
