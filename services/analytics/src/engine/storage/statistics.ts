import type { Transaction } from '@assay/projections';
import { PAGE_SIZE, placeOf } from '../statistics/sketch-page.js';
import type { StatisticsDelta } from '../statistics/statistics-delta.js';
import type { MetricRow, RunRow, StratumKey, StratumRow } from '../statistics/statistics-rows.js';
import { isEmpty } from '../statistics/statistics-rows.js';
import type { Addition, Column, Sum } from './addition.js';
import { addAll, adding, sumsAt } from './addition.js';
import type { CountedStratum } from './strata.js';
import { countingStrata, NUMBER_AT_PLACE } from './strata.js';

/** Nothing may have been seen in a run that a unit leaves: its extremes stay as they are. */
function instant(milliseconds: number): string {
  if (Number.isFinite(milliseconds)) return new Date(milliseconds).toISOString();
  return milliseconds > 0 ? 'infinity' : '-infinity';
}

/** How many units more a page of a sketch has, by place from 1. */
interface PageChange {
  readonly stratum: CountedStratum;
  readonly row: MetricRow;
  readonly page: number;
  readonly changes: Map<number, number>;
}

const PAGE: readonly Column<PageChange>[] = [
  { name: 'stratum', type: 'int', of: ({ stratum }) => stratum.place, read: NUMBER_AT_PLACE },
  { name: 'metric', type: 'text', of: ({ row }) => row.slot.spec.key },
  { name: 'version', type: 'int', of: ({ row }) => row.slot.version },
  { name: 'page', type: 'int', of: ({ page }) => page },
];
const COUNTS: readonly Sum<PageChange>[] = [
  sumsAt('counts', {
    type: 'int',
    first: `array_fill(0, '{${String(PAGE_SIZE)}}')`,
    places: ({ changes }) => changes.keys(),
    amounts: ({ changes }) => changes.values(),
  }),
];

/** The strata over all days, of those of single days whose buckets change. */
class Wholes {
  private readonly known = new Map<string, CountedStratum>();

  of({ project, experiment, run, variant, phase, partition }: StratumKey): CountedStratum {
    const name = [project, experiment, run, variant, phase, partition].join('\u001f');
    const key = { project, experiment, run, variant, phase, partition, day: '', dimension: '', value: '' };
    const whole = this.known.get(name) ?? { key, place: 0, units: 0, unitsWithError: 0, metrics: new Map() };
    this.known.set(name, whole);
    return whole;
  }

  get all(): readonly CountedStratum[] {
    return [...this.known.values()];
  }
}

/** Pages that change; what one day loses and another gains is no change of the whole. */
class Pages {
  private readonly known = new Map<CountedStratum, Map<string, PageChange>>();

  add(stratum: CountedStratum, row: MetricRow): void {
    const pages = this.known.get(stratum) ?? new Map<string, PageChange>();
    this.known.set(stratum, pages);
    for (const [bucket, units] of row.buckets) {
      const { page, place } = placeOf(bucket);
      const name = [page, row.slot.version, row.slot.spec.key].join();
      const known = pages.get(name) ?? { stratum, row, page, changes: new Map<number, number>() };
      pages.set(name, known);
      known.changes.set(place + 1, (known.changes.get(place + 1) ?? 0) + units);
    }
  }

  get changed(): readonly PageChange[] {
    const all = [...this.known.values()].flatMap((pages) => [...pages.values()]);
    for (const { changes } of all)
      for (const [place, units] of changes) if (units === 0) changes.delete(place);
    return all.filter(({ changes }) => changes.size > 0);
  }
}

/** Sketches of strata; those of a day are also part of the whole. That of a dimension's value is one itself. */
function pagesOf(strata: readonly StratumRow[], wholes: Wholes): readonly PageChange[] {
  const pages = new Pages();
  for (const stratum of strata)
    for (const row of stratum.metrics.values()) {
      if (!isSketched(row)) continue;
      pages.add(stratum, row);
      if (stratum.key.day !== '') pages.add(wholes.of(stratum.key), row);
    }
  return pages.changed;
}

const isSketched = ({ buckets }: MetricRow): boolean => [...buckets.values()].some((units) => units !== 0);

const isTouched = ({ units, unitsWithError, metrics }: StratumRow): boolean =>
  units !== 0 ||
  unitsWithError !== 0 ||
  [...metrics.values()].some((row) => !isEmpty(row) || isSketched(row));

/** Rows of statistics that change, each table's in sorted order. */
interface StatisticsChange {
  readonly strata: readonly CountedStratum[];
  readonly additions: readonly Addition[];
}

/** What a delta changes, ready to be sent. */
export function changeIn(delta: StatisticsDelta): StatisticsChange {
  const touched = delta.strata.filter(isTouched);
  const wholes = new Wholes();
  const pages = pagesOf(touched, wholes);
  const strata = [...touched, ...wholes.all];
  for (const [index, stratum] of strata.entries()) stratum.place = index + 1;
  const additions = [...adding('sketches', pages, { keys: PAGE, sums: COUNTS }), ...addingRuns(delta.runs)];
  return { strata, additions };
}

/** Adds to the rows of a partition, and what comes with it: one statement for all of them. */
export const addStatistics = (
  transaction: Transaction,
  { strata, additions }: StatisticsChange,
  more: readonly Addition[] = [],
): Promise<void> => addAll(transaction, [...additions, ...more], countingStrata(strata));

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
