import { PAGE_SIZE } from '../../src/engine/statistics/sketch-page.js';

const RUN = `project || ' ' || experiment || ' run ' || run`;
const PLACE = `${RUN} || ' ' || variant || ' phase ' || phase`;
const DAY = `${PLACE} || ' ' || day`;
const VALUE = `${PLACE} || ' ' || dimension || '=' || value`;
const METRIC = `' ' || metric || '@' || version`;

/** What the oracle calls each sum, its column, and its decimals. */
const SUMS = [
  ['sum', 'sum', 6],
  ['squares', 'sum_squares', 12],
  ['d', 'denominator_sum', 6],
  ['dd', 'denominator_sum_squares', 12],
  ['yd', 'numerator_denominator_sum', 12],
  ['x', 'pre_sum', 6],
  ['xx', 'pre_sum_squares', 12],
  ['xy', 'pre_post_sum', 12],
  ['e', 'denominator_pre_sum', 6],
  ['ee', 'denominator_pre_sum_squares', 12],
  ['ed', 'denominator_pre_post_sum', 12],
  ['xe', 'pre_denominator_pre_sum', 12],
  ['ey', 'denominator_pre_numerator_post_sum', 12],
  ['xd', 'pre_denominator_post_sum', 12],
  ['w', 'weight_sum', 6],
  ['wy', 'weighted_sum', 12],
  ['wwyy', 'weighted_sum_squares', 24],
  ['ww', 'weight_sum_squares', 12],
  ['wwy', 'square_weighted_sum', 18],
] as const;

const units = (table: string, stratum: string): readonly string[] => [
  `SELECT ${stratum} || ' units' AS line, sum(units)::text AS amount FROM ${table} GROUP BY 1`,
  `SELECT ${stratum} || ' units with error', sum(units_with_error)::text FROM ${table} GROUP BY 1`,
];
const metrics = (table: string, stratum: string): readonly string[] => [
  `SELECT ${stratum} || ${METRIC} || ' n', sum(n)::text FROM ${table} GROUP BY 1`,
  ...SUMS.map(
    ([name, column, decimals]) =>
      `SELECT ${stratum} || ${METRIC} || ' ${name}', trunc(sum(${column}) * 1e${String(decimals)})::text
       FROM ${table} GROUP BY 1`,
  ),
];

const MILLISECONDS = (value: string): string => `(extract(epoch FROM ${value}) * 1000)::bigint::text`;
const extreme = (name: string, value: string): string =>
  `SELECT ${RUN} || ' ${name}', ${MILLISECONDS(value)} FROM run_statistics GROUP BY 1`;
const MINUTE = `project || ' outcomes under ' || flag || ' at ' || ${MILLISECONDS('minute')}`;
/** Minutes of two weeks up to the newest one of the flag. */
const kept = (table: string): string =>
  `${table} JOIN (SELECT project, flag, max(minute) AS newest FROM outcome_statistics GROUP BY project, flag) AS ends
     USING (project, flag) WHERE minute >= newest - interval '336 hours'`;

/** The read model in the lines of the oracle. */
export const STATISTICS = `SELECT * FROM (${[
  `SELECT ${RUN} || ' excluded' AS line, sum(excluded)::text AS amount FROM run_statistics GROUP BY 1`,
  ...units('exposure_statistics', DAY),
  ...units('breakdown_exposures', VALUE),
  ...metrics('metric_statistics', DAY),
  ...metrics('breakdown_statistics', VALUE),
  `SELECT ${DAY} || ${METRIC} || ' bucket ' || bucket, sum(n)::text FROM sketch_statistics GROUP BY 1`,
  `SELECT ${PLACE} || ${METRIC} || ' bucket ' || page * ${String(PAGE_SIZE)} + place - 1, sum(n)::text
   FROM sketch_totals, unnest(counts) WITH ORDINALITY AS packed(n, place) GROUP BY 1`,
  `SELECT ${VALUE} || ${METRIC} || ' bucket ' || page * ${String(PAGE_SIZE)} + place - 1, sum(n)::text
   FROM breakdown_sketches, unnest(counts) WITH ORDINALITY AS packed(n, place) GROUP BY 1`,
  extreme('first exposure', 'min(first_exposure)'),
  extreme('last exposure', 'max(last_exposure)'),
  extreme('last event', 'max(last_event)'),
  `SELECT ${MINUTE}, sum(outcomes)::text FROM ${kept('outcome_statistics')} GROUP BY 1`,
  `SELECT ${MINUTE} || ' errors', sum(errors)::text FROM ${kept('outcome_statistics')} GROUP BY 1`,
  `SELECT ${MINUTE} || ' latency ' || bucket, sum(n)::text FROM ${kept('outcome_latencies')} GROUP BY 1`,
].join(' UNION ALL ')}) AS lines WHERE amount <> '0'`;
