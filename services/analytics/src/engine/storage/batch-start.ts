import type { BatchScope, Transaction } from '@assay/projections';
import type { KeptEvents } from './kept-events.js';

const BEGIN = `SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
    set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
    set_config('max_parallel_workers_per_gather', '0', true),
    set_config('plan_cache_mode', 'force_generic_plan', true),
    array(SELECT prefix FROM unit_event_parts) AS parts`;
const BEGIN_ENGINE = `${BEGIN}, kept_from::float8 AS "keptFrom", exposures_from::float8 AS "exposuresFrom",
    time::float8 AS newest, (SELECT seq FROM definition_head)::float8 AS "definitionsSeq",
    EXISTS (SELECT FROM dimension_limits WHERE partition = $1 AND limit_rank IS NOT NULL) AS "hasLimits"
  FROM (VALUES ($1::int)) AS own(partition) LEFT JOIN retained_events USING (partition) LEFT JOIN newest_events USING (partition)`;

/** How a batch finds its partition. */
export interface BatchStart {
  /** The stretches of time that `unit_events` has parts for. */
  readonly parts: ReadonlySet<string>;
  readonly kept: KeptEvents;
  /** When the newest stored event happened, milliseconds since 1970; -Infinity: none is stored, Infinity: not known. */
  readonly newest: number;
  /** The number of the last change of any definition. */
  readonly definitionsSeq: number;
  /** Whether a dimension has more values in the partition than are kept apart. */
  readonly hasLimits: boolean;
}

interface EngineStart extends KeptEvents {
  readonly parts: readonly string[];
  readonly newest: number | null;
  readonly definitionsSeq: number | null;
  readonly hasLimits: boolean;
}

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

/** The same for the engine, with what is known of its partition. */
export async function beginEngineBatch(scope: BatchScope): Promise<BatchStart> {
  const [row] = await scope.query<EngineStart>(BEGIN_ENGINE, [scope.partition]);
  const {
    parts,
    keptFrom = null,
    exposuresFrom = null,
    newest,
    definitionsSeq,
    hasLimits = false,
  } = row ?? {};
  return {
    parts: new Set(parts),
    kept: { keptFrom, exposuresFrom },
    newest: newest ?? -Infinity,
    definitionsSeq: definitionsSeq ?? 0,
    hasLimits,
  };
}
