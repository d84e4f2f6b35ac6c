import { keptDimensionValues } from './storage/kept-dimension-values.js';
import { KEPT_FOR } from './storage/outcomes.js';
import { MOMENTS } from './state/moments.js';
import { shownValue } from './statistics/dimension-rank.js';

const MILLISECONDS = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::bigint::text`;
const TEXT = (columns: readonly string[]): string =>
  columns.map((column) => `${column} COLLATE "C"`).join(', ');

const SUMS = MOMENTS.map(({ column }) => `trim_scale(sum(${column}))::text AS ${column}`).join(', ');
const STRATUM = 'project, experiment, run, variant, phase';
const STRATUM_ORDER = `${TEXT(['project', 'experiment', 'variant'])}, run, phase`;

const VALUE = shownValue('kept.value');

const breakdown = (table: string, keys: string, sums: string, filled: string): string =>
  `WITH ${keptDimensionValues()} SELECT ${STRATUM}, dimension, ${VALUE} AS value, ${keys}${sums}
   FROM ${table} AS stored LEFT JOIN kept USING (project, experiment, dimension, value)
   GROUP BY ${STRATUM}, dimension, ${VALUE}${keys === '' ? '' : ', metric, version'} HAVING sum(${filled}) <> 0
   ORDER BY ${STRATUM_ORDER}, dimension COLLATE "C", ${VALUE} COLLATE "C"${
     keys === '' ? '' : ', metric COLLATE "C", version'
   }`;

/** A partition keeps minutes up to its own newest one; of all, the newest counts. */
const KEPT_MINUTES = `WITH kept AS (
  SELECT project, flag, max(minute) - ${KEPT_FOR} AS since FROM outcome_statistics GROUP BY project, flag)`;

/**
 * The read model as rows that depend on the log alone: summed over partitions, without rows that have become
 * empty, numbers without trailing zeros. Events and states are many, so they enter as a sum of their digests; events that
 * are not counted any more may have been given up or not.
 */
export const ENGINE_HASH_QUERIES: readonly string[] = [
  `SELECT project, experiment, document::json ->> 'version' AS version,
     array(SELECT slot -> 'spec' || jsonb_build_object('version', slot -> 'version', 'part', slot -> 'part', 'archived', slot -> 'archived')
           FROM jsonb_array_elements(document::jsonb -> 'slots') AS slot)::text AS slots
   FROM definitions ORDER BY ${TEXT(['project', 'experiment'])}`,
  `SELECT project, attribute, max_values, removed FROM dimensions ORDER BY ${TEXT(['project', 'attribute'])}`,
  `SELECT count(*)::text AS events, sum(('x' || left(md5(concat_ws('|', id, unit_key, kind, name,
     time, value, details, forwarded_from)), 15))::bit(60)::bigint)::text AS digest
   FROM unit_events WHERE time >= coalesce((SELECT max(kept_from) FROM retained_events), time)`,
  `SELECT count(*)::text AS units,
     sum(('x' || left(md5(unit_key || '|' || state), 15))::bit(60)::bigint)::text AS digest
   FROM unit_state`,
  `SELECT ${STRATUM}, day::text, sum(units)::text AS units, sum(units_with_error)::text AS units_with_error
   FROM exposure_statistics GROUP BY ${STRATUM}, day HAVING sum(units) <> 0 ORDER BY ${STRATUM_ORDER}, day`,
  `SELECT ${STRATUM}, metric, version, day::text, sum(n)::text AS n, ${SUMS}
   FROM metric_statistics GROUP BY ${STRATUM}, metric, version, day HAVING sum(n) <> 0
   ORDER BY ${STRATUM_ORDER}, metric COLLATE "C", version, day`,
  `SELECT ${STRATUM}, metric, version, day::text, bucket, sum(n)::text AS n
   FROM sketch_statistics GROUP BY ${STRATUM}, metric, version, day, bucket HAVING sum(n) <> 0
   ORDER BY ${STRATUM_ORDER}, metric COLLATE "C", version, day, bucket`,
  `SELECT ${STRATUM}, metric, version, page, place, sum(n)::text AS n
   FROM sketch_totals, unnest(counts) WITH ORDINALITY AS packed(n, place)
   GROUP BY ${STRATUM}, metric, version, page, place HAVING sum(n) <> 0
   ORDER BY ${STRATUM_ORDER}, metric COLLATE "C", version, page, place`,
  breakdown(
    'breakdown_exposures',
    '',
    'sum(units)::text AS units, sum(units_with_error)::text AS units_with_error',
    'units',
  ),
  breakdown('breakdown_statistics', 'metric, version, sum(n)::text AS n, ', SUMS, 'n'),
  `WITH ${keptDimensionValues()} SELECT ${STRATUM}, dimension, ${VALUE} AS value, metric, version, page, place,
     sum(packed.n)::text AS n
   FROM breakdown_sketches AS stored LEFT JOIN kept USING (project, experiment, dimension, value),
     unnest(counts) WITH ORDINALITY AS packed(n, place)
   GROUP BY ${STRATUM}, dimension, ${VALUE}, metric, version, page, place HAVING sum(packed.n) <> 0
   ORDER BY ${STRATUM_ORDER}, dimension COLLATE "C", ${VALUE} COLLATE "C", metric COLLATE "C", version, page, place`,
  `SELECT project, experiment, run, sum(excluded)::text AS excluded,
     ${MILLISECONDS('min(first_exposure)')} AS first_exposure,
     ${MILLISECONDS('max(last_exposure)')} AS last_exposure,
     ${MILLISECONDS('max(last_event)')} AS last_event
   FROM run_statistics GROUP BY project, experiment, run
   ORDER BY ${TEXT(['project', 'experiment'])}, run`,
  `SELECT project, experiment, run, min(metrics::text) AS metrics, min(dimensions::text) AS dimensions
   FROM closed_runs GROUP BY project, experiment, run ORDER BY ${TEXT(['project', 'experiment'])}, run`,
  'SELECT max(kept_from)::text AS kept_from, max(exposures_from)::text AS exposures_from FROM retained_events',
  `SELECT project, experiment, run, sum(events)::text AS events FROM expired_events
   GROUP BY project, experiment, run ORDER BY ${TEXT(['project', 'experiment'])}, run`,
  `${KEPT_MINUTES} SELECT project, flag, ${MILLISECONDS('minute')} AS minute, sum(outcomes)::text AS outcomes,
     sum(errors)::text AS errors
   FROM outcome_statistics JOIN kept USING (project, flag) WHERE minute >= since
   GROUP BY project, flag, minute ORDER BY ${TEXT(['project', 'flag'])}, minute`,
  `${KEPT_MINUTES} SELECT project, flag, ${MILLISECONDS('minute')} AS minute, bucket, sum(n)::text AS n
   FROM outcome_latencies JOIN kept USING (project, flag) WHERE minute >= since
   GROUP BY project, flag, minute, bucket ORDER BY ${TEXT(['project', 'flag'])}, minute, bucket`,
];
