import type { MetricSpec } from '@assay/contracts';
import type { Transaction } from '@assay/projections';
import type { MetricSlot } from '../../engine/state/metric-slot.js';
import type { CatalogueQuery } from './catalogue.dto.js';

type Slot = Pick<MetricSlot, 'spec' | 'version' | 'percentile' | 'denominatorPercentile'>;

/** A key under which experiments measure something. */
export interface CataloguedKey {
  readonly key: string;
  readonly experiments: number;
  /** Experiments in which it is archived. */
  readonly archived: number;
  /** How many different definitions there are. */
  readonly definitions: number;
  /** Those that most experiments use. */
  readonly used: readonly { readonly slot: Slot; readonly experiments: number }[];
}

/** The metric in one experiment: its definitions, the latest last. */
export interface CataloguedUse {
  readonly experiment: string;
  readonly archived: boolean;
  readonly versions: readonly Slot[];
}

const MOST_SHOWN = 5;

/** Every definition of every metric: a row for each, by experiment; `latest` for the one of now. Parameter 1: project. */
const SLOTS = `slots AS (
  SELECT experiment, slot, slot -> 'spec' AS spec, slot -> 'spec' ->> 'key' AS key,
    (slot ->> 'version')::int AS version, slot ? 'archived' AS archived,
    (slot ->> 'version')::int = max((slot ->> 'version')::int)
      OVER (PARTITION BY experiment, slot -> 'spec' ->> 'key') AS latest
  FROM definitions, jsonb_array_elements(document::jsonb -> 'slots') AS slot
  WHERE project = $1 AND NOT slot ? 'part')`;

/** Parameters: project, after, limit, search, type, event, experiment, archived. */
const LIST = `WITH ${SLOTS}, matching AS (
    SELECT key FROM slots WHERE latest GROUP BY key
    HAVING key COLLATE "C" > $2
      AND ($4::text IS NULL OR position(lower($4) IN lower(key)) > 0)
      AND ($5::text IS NULL OR bool_or(spec ->> 'type' = $5))
      AND ($6::text IS NULL OR bool_or($6 IN (spec ->> 'event', spec -> 'denominator' ->> 'event')))
      AND ($7::text IS NULL OR bool_or(experiment = $7))
      AND ($8::boolean IS NULL OR bool_and(archived) = $8)
    ORDER BY key COLLATE "C" LIMIT $3),
  defined AS (
    SELECT key, spec, count(*) AS n, count(*) FILTER (WHERE archived) AS hidden,
      (array_agg(slot ORDER BY experiment))[1] AS slot,
      row_number() OVER (PARTITION BY key ORDER BY count(*) DESC, min(experiment COLLATE "C")) AS place
    FROM slots JOIN matching USING (key) WHERE latest GROUP BY key, spec)
  SELECT key, sum(n)::int AS experiments, sum(hidden)::int AS archived, count(*)::int AS definitions,
    json_agg(json_build_object('slot', slot, 'experiments', n) ORDER BY place)
      FILTER (WHERE place <= ${String(MOST_SHOWN)}) AS used
  FROM defined GROUP BY key ORDER BY key COLLATE "C"`;

/** A page of the metrics of a project in order of their keys. */
export function readCatalogue(
  model: Transaction,
  project: string,
  { cursor = '', limit = 50, search, type, event, experiment, archived }: CatalogueQuery,
): Promise<readonly CataloguedKey[]> {
  const filters = [search, type, event, experiment].map((filter) => filter ?? null);
  return model.query<CataloguedKey>(LIST, [
    project,
    cursor,
    limit,
    ...filters,
    archived === undefined ? null : archived === 'true',
  ]);
}

/** The experiments that measure something under a key, in order of their keys. Parameters: project, key, after, limit. */
const USES = `WITH ${SLOTS}
  SELECT experiment, bool_or(archived) AS archived, json_agg(slot ORDER BY version) AS versions
  FROM slots WHERE key = $2 AND experiment COLLATE "C" > $3
  GROUP BY experiment ORDER BY experiment COLLATE "C" LIMIT $4`;

export function readUses(
  model: Transaction,
  ref: { readonly project: string; readonly key: MetricSpec['key'] },
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly CataloguedUse[]> {
  return model.query<CataloguedUse>(USES, [ref.project, ref.key, after, limit]);
}
