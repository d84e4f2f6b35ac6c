import type { BatchScope, Transaction } from '@assay/projections';
import type { KeptEvents } from './kept-events.js';

const BEGIN = `SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
    set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
    set_config('max_parallel_workers_per_gather', '0', true),
    set_config('plan_cache_mode', 'force_generic_plan', true),
    array(SELECT prefix FROM unit_event_parts) AS parts`;
const BEGIN_ENGINE = `${BEGIN}, kept_from::float8 AS "keptFrom", exposures_from::float8 AS "exposuresFrom"
  FROM (SELECT) AS always LEFT JOIN retained_events ON partition = $1`;

/**
 * The first statement of a batch. It looks up a few thousand keys in tables that may have no statistics yet (a new
 * generation) or old ones: the planner is told to go through the indexes, which is right at every size, with plans
 * that serve every batch, and to do so itself: starting workers costs more than the look-ups.
 * @returns the stretches of time that `unit_events` has parts for
 */
export async function beginBatch(transaction: Transaction): Promise<ReadonlySet<string>> {
  const [row] = await transaction.query<{ readonly parts: readonly string[] }>(BEGIN);
  return new Set(row?.parts);
}

/** The same for the engine, with the events that its partition still counts. */
export async function beginEngineBatch(
  scope: BatchScope,
): Promise<{ readonly parts: ReadonlySet<string>; readonly kept: KeptEvents }> {
  const [row] = await scope.query<{ readonly parts: readonly string[] } & Partial<KeptEvents>>(BEGIN_ENGINE, [
    scope.partition,
  ]);
  const { parts, keptFrom, exposuresFrom } = row ?? {};
  return {
    parts: new Set(parts),
    kept: { keptFrom: keptFrom ?? null, exposuresFrom: exposuresFrom ?? null },
  };
}
