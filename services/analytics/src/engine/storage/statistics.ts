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
import type { CountedStratum } from './strata.js';
import { countingStrata, NUMBER_AT_PLACE } from './strata.js';

/** Nothing may have been seen in a run that a unit leaves: its extremes stay as they are. */
function instant(milliseconds: number): string {
  if (Number.isFinite(milliseconds)) return new Date(milliseconds).toISOString();
  return milliseconds > 0 ? 'infinity' : '-infinity';
}

interface Metric {
  readonly stratum: CountedStratum;
  readonly row: MetricRow;
}
/** `whole`: the stratum over all days; that of a dimension's value is one itself. */
interface Bucket extends Metric {
  readonly whole: CountedStratum;
  readonly bucket: number;
  readonly units: number;
}
type Page = Metric & SketchPage;

const METRIC: readonly Column<Metric>[] = [
  { name: 'stratum', type: 'int', of: ({ stratum }) => stratum.place, read: NUMBER_AT_PLACE },
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
    read: 'counts::bigint[]',
    added: `ARRAY[${PLACES.map((place) => `stored.counts[${place}] + given.counts[${place}]`).join()}]`,
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

const metricsOf = (strata: readonly StratumRow[]): readonly Metric[] =>
  strata.flatMap((stratum) =>
    [...stratum.metrics.values()].filter((row) => !isEmpty(row)).map((row) => ({ stratum, row })),
  );

/** The strata over all days, of those of single days whose buckets change. */
class Wholes {
  private readonly known = new Map<string, CountedStratum>();

  of({ project, experiment, run, variant, phase, partition }: StratumKey): CountedStratum {
    const name = [project, experiment, run, variant, phase, partition].join('\u001f');
    const key = { project, experiment, run, variant, phase, partition, day: '', dimension: '', value: '' };
    const whole = this.known.get(name) ?? { key, place: 0, units: 0, unitsWithError: 0 };
    this.known.set(name, whole);
    return whole;
  }

  get all(): readonly CountedStratum[] {
    return [...this.known.values()];
  }
}

const bucketsOf = (strata: readonly StratumRow[], wholes: Wholes): readonly Bucket[] =>
  strata.flatMap((stratum) => {
    const sketched = [...stratum.metrics.values()].filter(isSketched);
    if (sketched.length === 0) return [];
    const whole = stratum.key.day === '' ? stratum : wholes.of(stratum.key);
    return sketched.flatMap((row) =>
      [...row.buckets].flatMap(([bucket, units]) =>
        units === 0 ? [] : [{ stratum, whole, row, bucket, units }],
      ),
    );
  });

const isOfOneDay = ({ stratum, whole }: Bucket): boolean => stratum !== whole;

/** Pages over all days; what one day loses and another gains is no change. */
function pagesOf(buckets: readonly Bucket[]): readonly Page[] {
  const pages = new Map<CountedStratum, Map<string, Page & { readonly counts: number[] }>>();
  for (const { whole, row, bucket, units } of buckets) {
    const { page, place } = placeOf(bucket);
    const name = [row.slot.spec.key, row.slot.version, page].join('\u001f');
    const own = pages.get(whole) ?? new Map<string, Page & { readonly counts: number[] }>();
    pages.set(whole, own);
    const counts = (): number[] => new Array<number>(PAGE_SIZE).fill(0);
    const known = own.get(name) ?? { stratum: whole, row, page, counts: counts() };
    own.set(name, known);
    known.counts[place] = (known.counts[place] ?? 0) + units;
  }
  return [...pages.values()]
    .flatMap((own) => [...own.values()])
    .filter(({ counts }) => counts.some((count) => count !== 0));
}

const isSketched = ({ buckets }: MetricRow): boolean => [...buckets.values()].some((units) => units !== 0);

const isTouched = ({ units, unitsWithError, metrics }: StratumRow): boolean =>
  units !== 0 ||
  unitsWithError !== 0 ||
  [...metrics.values()].some((row) => !isEmpty(row) || isSketched(row));

/** Rows of statistics that change, each table's in sorted order. */
export interface StatisticsChange {
  readonly strata: readonly CountedStratum[];
  readonly additions: readonly Addition[];
}

/** What a delta changes, ready to be sent. */
export function changeIn(delta: StatisticsDelta): StatisticsChange {
  const touched = delta.strata.filter(isTouched);
  const wholes = new Wholes();
  const buckets = bucketsOf(touched, wholes);
  const strata = [...touched, ...wholes.all];
  for (const [index, stratum] of strata.entries()) stratum.place = index + 1;
  const additions = [
    ...addingMetrics(metricsOf(touched)),
    ...adding('sketch_buckets', buckets.filter(isOfOneDay), { keys: BUCKET, sums: COUNT }),
    ...adding('sketch_pages', pagesOf(buckets), { keys: PAGE, sums: COUNTS }),
    ...addingRuns(delta.runs),
  ];
  return { strata, additions };
}

/** Adds to the rows of a partition: one statement for all of them. */
export const addStatistics = (
  transaction: Transaction,
  { strata, additions }: StatisticsChange,
): Promise<void> => addAll(transaction, additions, countingStrata(strata));

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
