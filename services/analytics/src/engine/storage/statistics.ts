import type { Transaction } from '@assay/projections';
import { decimalOf } from '../state/micros.js';
import { MOMENTS } from '../statistics/moments.js';
import type { SketchPage } from '../statistics/sketch-page.js';
import { PAGE_SIZE, placeOf } from '../statistics/sketch-page.js';
import type { StatisticsDelta } from '../statistics/statistics-delta.js';
import type { MetricRow, RunRow, StratumKey, StratumRow } from '../statistics/statistics-rows.js';
import { isEmpty } from '../statistics/statistics-rows.js';

/** Nothing may have been seen in a run that a unit leaves: its extremes stay as they are. */
function instant(milliseconds: number): string {
  if (Number.isFinite(milliseconds)) return new Date(milliseconds).toISOString();
  return milliseconds > 0 ? 'infinity' : '-infinity';
}

interface Column<Row> {
  readonly name: string;
  readonly type: string;
  readonly of: (row: Row) => unknown;
  /** What the table has in place of `type`. */
  readonly stored?: string;
  /** How it is added to what is stored, where that is more than a plus. */
  readonly added?: string;
}

type Stratum = { readonly key: StratumKey };
type Metric = Stratum & { readonly row: MetricRow };
type Bucket = Metric & { readonly bucket: number; readonly units: number };
type Page = Metric & SketchPage;

const STRATUM: readonly Column<Stratum>[] = [
  { name: 'project', type: 'text', of: ({ key }) => key.project },
  { name: 'experiment', type: 'text', of: ({ key }) => key.experiment },
  { name: 'run', type: 'int', of: ({ key }) => key.run },
  { name: 'variant', type: 'text', of: ({ key }) => key.variant },
  { name: 'phase', type: 'int', of: ({ key }) => key.phase },
  { name: 'partition', type: 'int', of: ({ key }) => key.partition },
];
const DAY: readonly Column<Stratum>[] = [...STRATUM, { name: 'day', type: 'date', of: ({ key }) => key.day }];
const VALUE: readonly Column<Stratum>[] = [
  ...STRATUM,
  { name: 'dimension', type: 'text', of: ({ key }) => key.dimension },
  { name: 'value', type: 'text', of: ({ key }) => key.value },
];
const METRIC: readonly Column<Metric>[] = [
  { name: 'metric', type: 'text', of: ({ row }) => row.slot.spec.key },
  { name: 'version', type: 'int', of: ({ row }) => row.slot.version },
];
const BUCKET: readonly Column<Bucket>[] = [{ name: 'bucket', type: 'int', of: ({ bucket }) => bucket }];

const UNITS: readonly Column<StratumRow>[] = [
  { name: 'units', type: 'bigint', of: ({ units }) => units },
  { name: 'units_with_error', type: 'bigint', of: ({ unitsWithError }) => unitsWithError },
];
const N: Column<Metric> = { name: 'n', type: 'bigint', of: ({ row }) => row.n };
const MOMENT_COLUMNS = MOMENTS.map(({ column, decimals }, moment): Column<Metric> => ({
  name: column,
  type: 'numeric',
  of: ({ row }) => decimalOf(row.amounts[row.slot.moments.indexOf(moment)] ?? 0, decimals),
}));
const PAGE: readonly Column<Page>[] = [{ name: 'page', type: 'int', of: ({ page }) => page }];
const COUNTS: readonly Column<Page>[] = [
  {
    name: 'counts',
    type: 'text',
    of: ({ counts }) => `{${counts.join()}}`,
    stored: 'bigint[]',
    added: `(SELECT array_agg(one + other ORDER BY place)
      FROM unnest(stored.counts, excluded.counts) WITH ORDINALITY AS both_counts(one, other, place))`,
  },
];
const COUNT: readonly Column<Bucket>[] = [{ name: 'n', type: 'bigint', of: ({ units }) => units }];

/** Numbers that are added to the rows of a table, which are there or not. */
interface Addition {
  readonly sql: (firstParameter: number) => string;
  readonly values: readonly (readonly unknown[])[];
}

/** One addition to a table; none where there are no rows. */
function adding<Row>(
  table: string,
  rows: readonly Row[],
  { keys, sums }: { readonly keys: readonly Column<Row>[]; readonly sums: readonly Column<Row>[] },
): readonly Addition[] {
  if (rows.length === 0) return [];
  const columns = [...keys, ...sums];
  const names = (of: readonly Column<Row>[]): string => of.map(({ name }) => name).join(', ');
  const sql = (first: number): string =>
    `INSERT INTO ${table} AS stored (${names(columns)})
     SELECT ${columns.map(({ name, stored }) => (stored === undefined ? name : `${name}::${stored}`)).join(', ')}
     FROM unnest(${columns.map(({ type }, place) => `$${String(first + place)}::${type}[]`).join(', ')})
       AS given(${names(columns)})
     ON CONFLICT (${names(keys)}) DO UPDATE
       SET ${sums.map(({ name, added = `stored.${name} + excluded.${name}` }) => `${name} = ${added}`).join(', ')}`;
  return [{ sql, values: columns.map(({ of }) => rows.map(of)) }];
}

/** Metrics with the same sums go together: most need two of them. */
function addingMetrics(
  table: string,
  rows: readonly Metric[],
  keys: readonly Column<Metric>[],
): readonly Addition[] {
  const shapes = new Map<string, Metric[]>();
  for (const metric of rows) {
    const shape = metric.row.slot.moments.join();
    const known = shapes.get(shape);
    if (known === undefined) shapes.set(shape, [metric]);
    else known.push(metric);
  }
  return [...shapes.values()].flatMap((own) => {
    const moments = own[0]?.row.slot.moments ?? [];
    const sums = MOMENT_COLUMNS.filter((_, moment) => moments.includes(moment));
    return adding(table, own, { keys: [...keys, ...METRIC], sums: [N, ...sums] });
  });
}

const metricsOf = (strata: readonly StratumRow[]): readonly Metric[] =>
  strata.flatMap(({ key, metrics }) =>
    [...metrics.values()].filter((row) => !isEmpty(row)).map((row) => ({ key, row })),
  );

const bucketsOf = (strata: readonly StratumRow[]): readonly Bucket[] =>
  strata.flatMap(({ key, metrics }) =>
    [...metrics.values()].flatMap((row) =>
      [...row.buckets].flatMap(([bucket, units]) => (units === 0 ? [] : [{ key, row, bucket, units }])),
    ),
  );

/** Pages over all days; what one day loses and another gains is no change. */
function pagesOf(buckets: readonly Bucket[]): readonly Page[] {
  const pages = new Map<string, Page & { readonly counts: number[] }>();
  for (const one of buckets) {
    const { page, place } = placeOf(one.bucket);
    const name = [...[...STRATUM, ...METRIC].map(({ of }) => of(one)), page].join('\u001f');
    const known = pages.get(name) ?? { ...one, page, counts: new Array<number>(PAGE_SIZE).fill(0) };
    pages.set(name, known);
    known.counts[place] = (known.counts[place] ?? 0) + one.units;
  }
  return [...pages.values()].filter(({ counts }) => counts.some((count) => count !== 0));
}

/** Adds a delta to the rows of its partition, each table in sorted order: one statement for all of them. */
export async function addStatistics(transaction: Transaction, delta: StatisticsDelta): Promise<void> {
  const { strata } = delta;
  const daily = strata.filter(({ key }) => key.dimension === '');
  const byValue = strata.filter(({ key }) => key.dimension !== '');
  const buckets = bucketsOf(daily);
  const additions = [
    ...adding('exposure_statistics', daily.filter(hasUnits), { keys: DAY, sums: UNITS }),
    ...addingMetrics('metric_statistics', metricsOf(daily), DAY),
    ...adding('sketch_statistics', buckets, { keys: [...DAY, ...METRIC, ...BUCKET], sums: COUNT }),
    ...adding('sketch_totals', pagesOf(buckets), { keys: [...STRATUM, ...METRIC, ...PAGE], sums: COUNTS }),
    ...adding('breakdown_exposures', byValue.filter(hasUnits), { keys: VALUE, sums: UNITS }),
    ...addingMetrics('breakdown_statistics', metricsOf(byValue), VALUE),
    ...addingRuns(delta.runs),
  ];
  if (additions.length > 0) await addAll(transaction, additions);
}

async function addAll(transaction: Transaction, additions: readonly Addition[]): Promise<void> {
  const parts: string[] = [];
  const values: (readonly unknown[])[] = [];
  for (const addition of additions) {
    parts.push(`added_${String(parts.length)} AS (${addition.sql(values.length + 1)})`);
    values.push(...addition.values);
  }
  await transaction.query(`WITH ${parts.join(', ')} SELECT`, values);
}

const hasUnits = ({ units, unitsWithError }: StratumRow): boolean => units !== 0 || unitsWithError !== 0;

function addingRuns(rows: readonly RunRow[]): readonly Addition[] {
  if (rows.length === 0) return [];
  const sql = (first: number): string => {
    const parameter = (place: number, type: string): string => `$${String(first + place)}::${type}[]`;
    return `INSERT INTO run_statistics AS stored
       (project, experiment, run, partition, excluded, first_exposure, last_exposure, last_event, changes)
     SELECT *, 1 FROM unnest(${parameter(0, 'text')}, ${parameter(1, 'text')}, ${parameter(2, 'int')},
       ${parameter(3, 'int')}, ${parameter(4, 'bigint')}, ${parameter(5, 'timestamptz')},
       ${parameter(6, 'timestamptz')}, ${parameter(7, 'timestamptz')})
     ON CONFLICT (project, experiment, run, partition) DO UPDATE SET
       excluded = stored.excluded + excluded.excluded,
       first_exposure = least(stored.first_exposure, excluded.first_exposure),
       last_exposure = greatest(stored.last_exposure, excluded.last_exposure),
       last_event = greatest(stored.last_event, excluded.last_event),
       changes = stored.changes + 1`;
  };
  return [
    {
      sql,
      values: [
        rows.map((row) => row.project),
        rows.map((row) => row.experiment),
        rows.map((row) => row.run),
        rows.map((row) => row.partition),
        rows.map((row) => row.excluded),
        rows.map((row) => instant(row.firstExposure)),
        rows.map((row) => instant(row.lastExposure)),
        rows.map((row) => instant(row.lastEvent)),
      ],
    },
  ];
}
