import type { Transaction } from '@assay/projections';

/**
 * The first statement of a batch. It looks up a few thousand keys in tables that may have no statistics yet (a new
 * generation) or old ones: the planner is told to go through the indexes, which is right at every size, with plans
 * that serve every batch, and to do so itself: starting workers costs more than the look-ups.
 * @returns the stretches of time that `unit_events` has parts for
 */
export async function beginBatch(transaction: Transaction): Promise<ReadonlySet<string>> {
  const [row] = await transaction.query<{ readonly parts: readonly string[] }>(
    `SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
       set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
       set_config('max_parallel_workers_per_gather', '0', true),
       set_config('plan_cache_mode', 'force_generic_plan', true),
       array(SELECT prefix FROM unit_event_parts) AS parts`,
  );
  return new Set(row?.parts);
}
