import type { CompiledSlot } from '../state/compiled-slot.js';
import type { Definitions, DefinitionsOf } from '../state/metric-definitions.js';
import type { UnitEntry } from '../state/unit-state.js';
import { REMOVED } from '../state/unit-state.js';
import { minus } from '../state/micros.js';
import { bucketOfMicros } from './value-bucket.js';
import { contributionOf } from './unit-sums.js';
import type { MetricRow, RunKey, RunRow, StratumKey } from './statistics-rows.js';
import { addTo, StratumRow } from './statistics-rows.js';

/** Where a unit is counted. */
interface UnitPlace {
  readonly project: string;
  readonly partition: number;
}

/** The value under which the units of a dimension's value are counted: itself, or the rest of all values. */
export type BreakdownValue = (
  experiment: Pick<RunKey, 'project' | 'experiment'>,
  dimension: string,
  value: string,
) => string;

const MS_PER_DAY = 86_400_000;
const SEPARATOR = '\u001f';
/** Of the name of a list of strata: project, experiment, run, variant, phase and partition. */
const PARTS_OF_PHASE = 6;

/** Collects the difference that a batch makes to the statistics: units leave their old place and enter the new one. */
export class StatisticsDelta {
  private readonly stratumRows = new Map<string, StratumRow>();
  /** Those of a unit's day and its dimensions' values together. */
  private readonly stratumLists = new Map<string, readonly StratumRow[]>();
  private readonly runRows = new Map<string, RunRow>();
  private readonly runsOf = new Map<string, RunRow[]>();
  private readonly days = new Map<number, string>();

  constructor(private readonly breakdownValue: BreakdownValue) {}

  /** Rows in the order of their keys, so that concurrent writers lock them in the same order. */
  get strata(): readonly StratumRow[] {
    return sorted(this.stratumRows);
  }

  get runs(): readonly RunRow[] {
    return sorted(this.runRows);
  }

  /** A unit went from one state to another. Only what differs is counted. */
  change(
    place: UnitPlace,
    { before, after }: { readonly before: readonly UnitEntry[]; readonly after: readonly UnitEntry[] },
    definitionsOf: DefinitionsOf,
  ): void {
    if (before === after) return;
    for (const entry of after) {
      const old = before.find(({ experiment, run }) => experiment === entry.experiment && run === entry.run);
      if (old === entry) continue;
      this.changeEntry(place, { old, entry }, definitionsOf(entry.experiment));
    }
    for (const entry of before)
      if (!after.some(({ experiment, run }) => experiment === entry.experiment && run === entry.run))
        this.count(place, entry, { sign: -1, definitions: definitionsOf(entry.experiment) });
  }

  /** Something was seen of a unit in a run; extremes only ever widen, so order makes no difference. */
  observe(place: UnitPlace, entry: UnitEntry, seen: { lastExposure: number; lastEvent: number }): void {
    const row = this.runRow(place, entry);
    row.firstExposure = Math.min(row.firstExposure, entry.first.time);
    row.lastExposure = Math.max(row.lastExposure, seen.lastExposure);
    row.lastEvent = Math.max(row.lastEvent, seen.lastEvent);
  }

  private changeEntry(
    place: UnitPlace,
    { old, entry }: { readonly old: UnitEntry | undefined; readonly entry: UnitEntry },
    definitions: Definitions,
  ): void {
    if (old !== undefined && isInPlace(old, entry)) {
      if (entry.variants.length === 1) this.countDifference(place, { old, entry }, definitions);
      return;
    }
    if (old !== undefined) this.count(place, old, { sign: -1, definitions });
    this.count(place, entry, { sign: 1, definitions });
  }

  /** The entry stays where it is counted: only metrics whose amounts changed are touched. */
  private countDifference(
    place: UnitPlace,
    { old, entry }: { readonly old: UnitEntry; readonly entry: UnitEntry },
    definitions: Definitions,
  ): void {
    const rows = this.rowsOf(place, entry, definitions);
    if (old.failed !== entry.failed) for (const row of rows) row.unitsWithError += entry.failed ? 1 : -1;
    for (const slot of definitions.slots) {
      if (isChanged(slot, old, entry)) moveUnit(rows, { old, entry }, slot);
    }
  }

  private count(
    place: UnitPlace,
    entry: UnitEntry,
    { sign, definitions }: { readonly sign: 1 | -1; readonly definitions: Definitions },
  ): void {
    if (entry.variants.length > 1) {
      this.runRow(place, entry).excluded += sign;
      return;
    }
    const rows = this.rowsOf(place, entry, definitions);
    for (const row of rows) {
      row.units += sign;
      if (entry.failed) row.unitsWithError += sign;
    }
    for (const slot of definitions.slots)
      // An entry of older definitions has no amounts for metrics that came later.
      if (slot.places.y < entry.values.length) addUnit(rows, entry, slot, sign);
  }

  /** The row of the unit's day, and one for each dimension. */
  private rowsOf(place: UnitPlace, entry: UnitEntry, definitions: Definitions): readonly StratumRow[] {
    const { experiment, run, first, dimensions } = entry;
    const day = Math.floor(first.time / MS_PER_DAY);
    const parts = [place.project, experiment, run, first.variant, first.phase, place.partition, day];
    // With its length each: values are what clients sent, and may look like several.
    for (const value of dimensions) parts.push(value.length, value);
    const name = parts.join(SEPARATOR);
    const known = this.stratumLists.get(name);
    if (known !== undefined) return known;
    const where = parts.slice(0, PARTS_OF_PHASE).join(SEPARATOR) + SEPARATOR;
    const rows = [
      this.rowAt(where + String(day), place, entry, { day: this.dayOf(day), dimension: '', value: '' }),
    ];
    const ref = { project: place.project, experiment };
    for (const [index, seen] of dimensions.entries()) {
      if (seen === REMOVED) continue;
      const dimension = definitions.dimensions[index]?.attribute ?? '';
      const value = this.breakdownValue(ref, dimension, seen);
      rows.push(
        this.rowAt(where + dimension + SEPARATOR + value, place, entry, { day: '', dimension, value }),
      );
    }
    this.stratumLists.set(name, rows);
    return rows;
  }

  private rowAt(
    name: string,
    { project, partition }: UnitPlace,
    { experiment, run, first }: UnitEntry,
    rest: Pick<StratumKey, 'day' | 'dimension' | 'value'>,
  ): StratumRow {
    const known = this.stratumRows.get(name);
    if (known !== undefined) return known;
    const { variant, phase } = first;
    const row = new StratumRow({ project, experiment, run, partition, variant, phase, ...rest });
    this.stratumRows.set(name, row);
    return row;
  }

  private dayOf(number: number): string {
    const known = this.days.get(number);
    if (known !== undefined) return known;
    const day = new Date(number * MS_PER_DAY).toISOString().slice(0, 10);
    this.days.set(number, day);
    return day;
  }

  private runRow({ project, partition }: UnitPlace, { experiment, run }: UnitEntry): RunRow {
    const runs = this.runsOf.get(experiment) ?? [];
    const known = runs.find(
      (row) => row.run === run && row.partition === partition && row.project === project,
    );
    if (known !== undefined) return known;
    const seen = { excluded: 0, firstExposure: Infinity, lastExposure: -Infinity, lastEvent: -Infinity };
    const created: RunRow = { project, experiment, run, partition, ...seen };
    this.runsOf.set(experiment, [...runs, created]);
    this.runRows.set([project, experiment, run, partition].join(SEPARATOR), created);
    return created;
  }
}

function addUnit(rows: readonly StratumRow[], entry: UnitEntry, slot: CompiledSlot, sign: 1 | -1): void {
  const amounts = contributionOf(slot, entry);
  for (const stratum of rows) {
    const row = stratum.metric(slot);
    row.n += sign;
    addTo(row, amounts, sign);
    if (!slot.bucketed || !isSketchedIn(stratum, slot)) continue;
    count(row, bucketOfMicros(amounts[0] ?? 0), sign);
  }
}

/** The unit counts as before, with other amounts. */
function moveUnit(
  rows: readonly StratumRow[],
  { old, entry }: { readonly old: UnitEntry; readonly entry: UnitEntry },
  slot: CompiledSlot,
): void {
  const before = contributionOf(slot, old);
  const after = contributionOf(slot, entry);
  const moved = after.map((amount, place) => minus(amount, before[place] ?? 0));
  for (const stratum of rows) addTo(stratum.metric(slot), moved, 1);
  if (!slot.bucketed) return;
  const [from, to] = [bucketOfMicros(before[0] ?? 0), bucketOfMicros(after[0] ?? 0)];
  if (from === to) return;
  for (const stratum of rows) {
    if (!isSketchedIn(stratum, slot)) continue;
    const row = stratum.metric(slot);
    count(row, from, -1);
    count(row, to, 1);
  }
}

/** Bucket 0 is told from the others: it has the rest of the units. */
const count = ({ buckets }: MetricRow, bucket: number, units: number): void => {
  if (bucket !== 0) buckets.set(bucket, (buckets.get(bucket) ?? 0) + units);
};

/** Of the values of a dimension only those are sketched that the metric names. */
const isSketchedIn = ({ key: { dimension } }: StratumRow, { spec: { breakdowns } }: CompiledSlot): boolean =>
  dimension === '' || breakdowns?.includes(dimension) === true;

/** Counted in the same rows before and after. */
function isInPlace(old: UnitEntry, entry: UnitEntry): boolean {
  return (
    old.version === entry.version &&
    old.weight === entry.weight &&
    old.first.time === entry.first.time &&
    old.first.phase === entry.first.phase &&
    old.first.variant === entry.first.variant &&
    old.variants.length > 1 === entry.variants.length > 1 &&
    old.dimensions.every((value, place) => value === entry.dimensions[place])
  );
}

const isChanged = ({ places: { y, d, x, e } }: CompiledSlot, old: UnitEntry, entry: UnitEntry): boolean =>
  old.values[y] !== entry.values[y] ||
  (d !== undefined && old.values[d] !== entry.values[d]) ||
  (x !== undefined && old.values[x] !== entry.values[x]) ||
  (e !== undefined && old.values[e] !== entry.values[e]);

const sorted = <Row>(rows: ReadonlyMap<string, Row>): Row[] =>
  [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
