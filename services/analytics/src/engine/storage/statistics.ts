import type { Transaction } from '@assay/projections';
import { decimalOf } from '../state/micros.js';
import { MOMENTS } from '../statistics/moments.js';
import type { SketchPage } from '../statistics/sketch-page.js';
import { PAGE_SIZE, placeOf } from '../statistics/sketch-page.js';
import type { StatisticsDelta } from '../statistics/statistics-delta.js';
import type { MetricRow, RunRow, StratumKey, StratumRow } from '../statistics/statistics-rows.js';
import { isEmpty } from '../statistics/statistics-rows.js';
import type { Addition, Column } from './addition.js';
import { addAll, adding } from './addition.js';
import type { CountedStratum, NumberOf } from './strata.js';
import { countStrata, stratumName } from './strata.js';

/** Nothing may have been seen in a run that a unit leaves: its extremes stay as they are. */
function instant(milliseconds: number): string {
  if (Number.isFinite(milliseconds)) return new Date(milliseconds).toISOString();
  return milliseconds > 0 ? 'infinity' : '-infinity';
}

interface Metric {
  readonly stratum: number | undefined;
  readonly row: MetricRow;
}
/** `whole`: the stratum over all days; that of a dimension's value is one itself. */
type Bucket = Metric & {
  readonly whole: number | undefined;
  readonly bucket: number;
  readonly units: number;
};
type Page = Metric & SketchPage;

const METRIC: readonly Column<Metric>[] = [
  { name: 'stratum', type: 'bigint', of: ({ stratum }) => stratum ?? null },
  { name: 'metric', type: 'text', of: ({ row }) => row.slot.spec.key },
  { name: 'version', type: 'int', of: ({ row }) => row.slot.version },
];
const BUCKET: readonly Column<Bucket>[] = [
  ...METRIC,
  { name: 'bucket', type: 'int', of: ({ bucket }) => bucket },
];
const PAGE: readonly Column<Page>[] = [...METRIC, { name: 'page', type: 'int', of: ({ page }) => page }];

const N: Column<Metric> = { name: 'n', type: 'bigint', of: ({ row }) => row.n };
const MOMENT_COLUMNS = MOMENTS.map(({ column, decimals }, moment): Column<Metric> => ({
  name: column,
  type: 'numeric',
  of: ({ row }) => decimalOf(row.amounts[row.slot.moments.indexOf(moment)] ?? 0, decimals),
}));
const COUNT: readonly Column<Bucket>[] = [{ name: 'n', type: 'bigint', of: ({ units }) => units }];
/** Place by place written out: a query over the elements costs the database twice as much. */
const PLACES = Array.from({ length: PAGE_SIZE }, (_, place) => String(place + 1));
const COUNTS: readonly Column<Page>[] = [
  {
    name: 'counts',
    type: 'text',
    of: ({ counts }) => `{${counts.join()}}`,
    stored: 'bigint[]',
    added: `ARRAY[${PLACES.map((place) => `stored.counts[${place}] + excluded.counts[${place}]`).join()}]`,
  },
];

/** Metrics with the same sums go together: most need two of them. */
function addingMetrics(rows: readonly Metric[]): readonly Addition[] {
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
    return adding('metric_sums', own, { keys: METRIC, sums: [N, ...sums] });
  });
}

const metricsOf = (strata: readonly StratumRow[], numberOf: NumberOf): readonly Metric[] =>
  strata.flatMap(({ key, metrics }) => {
    const stratum = numberOf(key);
    return [...metrics.values()].filter((row) => !isEmpty(row)).map((row) => ({ stratum, row }));
  });

const bucketsOf = (strata: readonly StratumRow[], numberOf: NumberOf): readonly Bucket[] =>
  strata.flatMap(({ key, metrics }) => {
    const sketched = [...metrics.values()].filter(isSketched);
    if (sketched.length === 0) return [];
    const [stratum, whole] = [numberOf(key), numberOf(wholeOf(key))];
    return sketched.flatMap((row) =>
      [...row.buckets].flatMap(([bucket, units]) =>
        units === 0 ? [] : [{ stratum, whole, row, bucket, units }],
      ),
    );
  });

/** The same stratum over all days. */
const wholeOf = (key: StratumKey): StratumKey => ({ ...key, day: '' });
const isOfDay = ({ day }: Pick<StratumKey, 'day'>): boolean => day !== '';

const isOfOneDay = ({ stratum, whole }: Bucket): boolean => stratum !== whole;

/** Pages over all days; what one day loses and another gains is no change. */
function pagesOf(buckets: readonly Bucket[]): readonly Page[] {
  const pages = new Map<string, Page & { readonly counts: number[] }>();
  for (const { whole, row, bucket, units } of buckets) {
    const { page, place } = placeOf(bucket);
    const { spec, version } = row.slot;
    const name = [whole, spec.key, version, page].join('\u001f');
    const counts = (): number[] => new Array<number>(PAGE_SIZE).fill(0);
    const known = pages.get(name) ?? { stratum: whole, row, page, counts: counts() };
    pages.set(name, known);
    known.counts[place] = (known.counts[place] ?? 0) + units;
  }
  return [...pages.values()].filter(({ counts }) => counts.some((count) => count !== 0));
}

const isSketched = ({ buckets }: MetricRow): boolean => [...buckets.values()].some((units) => units !== 0);

const isTouched = ({ units, unitsWithError, metrics }: StratumRow): boolean =>
  units !== 0 ||
  unitsWithError !== 0 ||
  [...metrics.values()].some((row) => !isEmpty(row) || isSketched(row));

/** The strata over all days whose pages change, where those of single days do. */
function wholesOf(strata: readonly StratumRow[]): readonly CountedStratum[] {
  const wholes = new Map<string, CountedStratum>();
  for (const { key, metrics } of strata)
    if (isOfDay(key) && [...metrics.values()].some(isSketched)) {
      const whole = wholeOf(key);
      wholes.set(stratumName(whole), { key: whole, units: 0, unitsWithError: 0 });
    }
  return [...wholes.values()];
}

/** Adds a delta to the rows of its partition, each table in sorted order: two statements for all of them. */
export async function addStatistics(transaction: Transaction, delta: StatisticsDelta): Promise<void> {
  const strata = delta.strata.filter(isTouched);
  const numberOf = await countStrata(transaction, [...strata, ...wholesOf(strata)]);
  const buckets = bucketsOf(strata, numberOf);
  await addAll(transaction, [
    ...addingMetrics(metricsOf(strata, numberOf)),
    ...adding('sketch_buckets', buckets.filter(isOfOneDay), { keys: BUCKET, sums: COUNT }),
    ...adding('sketch_pages', pagesOf(buckets), { keys: PAGE, sums: COUNTS }),
    ...addingRuns(delta.runs),
  ]);
}

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
