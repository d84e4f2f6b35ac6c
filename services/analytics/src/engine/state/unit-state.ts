import type { Micros } from './micros.js';
import { storableMicros, storedMicros } from './micros.js';

/** Where a unit stands in one run of one experiment. */
export interface UnitEntry {
  readonly experiment: string;
  readonly run: number;
  /** Version of the definitions that `values` were computed with; 0 while the experiment is unknown. */
  readonly version: number;
  readonly first: FirstExposure;
  /** Every variant the unit was seen in, sorted; more than one leaves the unit out of the comparison. */
  readonly variants: readonly string[];
  readonly failed: boolean;
  /** In the layout of the definitions. */
  readonly values: readonly Micros[];
  /** Values of the dimensions at first exposure, in the order of the definitions; `REMOVED` for one that was removed. */
  readonly dimensions: readonly string[];
  /** Millionths of 1 / propensity of the first exposure; 0 where the experiment is not weighted. */
  readonly weight: number;
}

/** Stands in the place of a dimension that was removed; no attribute can have this value. */
export const REMOVED = '\u0000';

export interface FirstExposure {
  readonly time: number;
  readonly phase: number;
  readonly variant: string;
}

/** All that is remembered of a unit. */
export interface UnitState {
  /** The user that the unit turned out to be: it counts there, and here only what was forwarded to it. */
  readonly alias: string | undefined;
  /** It was forgotten: its attributes do not count, whatever comes. */
  readonly forgotten: boolean;
  /** One entry for each run it is in, in order of experiment and run. */
  readonly entries: readonly UnitEntry[];
}

export const NEW_UNIT: UnitState = { alias: undefined, forgotten: false, entries: [] };

/** Whether a state says more than that nothing is known. */
export const isWorthKeeping = ({ entries, alias, forgotten }: UnitState): boolean =>
  entries.length > 0 || alias !== undefined || forgotten;

/** Stands in a stored state for a unit that was forgotten. */
const FORGOTTEN = 1;

type StoredAmount = number | string;
type StoredEntry = readonly [
  experiment: string,
  run: number,
  version: number,
  time: number,
  phase: number,
  variant: string,
  values: readonly StoredAmount[],
  others?: readonly string[],
  failed?: 0 | 1,
  dimensions?: readonly string[],
  weight?: number,
];

const NO_OTHERS: readonly string[] = [];
const isNumber = (value: Micros): value is number => typeof value === 'number';

function storedEntry(entry: UnitEntry): StoredEntry {
  const { experiment, run, version, first, variants, values, failed, dimensions, weight } = entry;
  const { time, phase, variant } = first;
  const stored = values.every(isNumber) ? values : values.map(storableMicros);
  if (variants.length === 1 && !failed && dimensions.length === 0 && weight === 0)
    return [experiment, run, version, time, phase, variant, stored];
  const others = variants.length === 1 ? NO_OTHERS : variants.filter((one) => one !== variant);
  return [experiment, run, version, time, phase, variant, stored, others, failed ? 1 : 0, dimensions, weight];
}

/** A state as compact JSON text. */
export function encodeUnitState({ alias, forgotten, entries }: UnitState): string {
  const stored: unknown[] = entries.map(storedEntry);
  if (forgotten) stored.unshift(FORGOTTEN);
  return JSON.stringify(alias === undefined ? stored : [alias, ...stored]);
}

function readEntry(stored: StoredEntry): UnitEntry {
  const [experiment, run, version, time, phase, variant, values] = stored;
  const [, , , , , , , others = [], failed = 0, dimensions = [], weight = 0] = stored;
  return {
    experiment,
    run,
    version,
    first: { time, phase, variant },
    variants: others.length === 0 ? [variant] : [variant, ...others].sort(),
    failed: failed === 1,
    values: values.map(storedMicros),
    dimensions,
    weight,
  };
}

/** A state as JSON has it: of a unit that turned out to be a user, the user comes first, then that it was forgotten. */
export type StoredState = readonly (string | typeof FORGOTTEN | StoredEntry)[];

export function unitStateOf(stored: StoredState): UnitState {
  const [first] = stored;
  const alias = typeof first === 'string' ? first : undefined;
  const entries: UnitEntry[] = [];
  let forgotten = false;
  for (const part of stored)
    if (part === FORGOTTEN) forgotten = true;
    else if (typeof part !== 'string') entries.push(readEntry(part));
  return { alias, forgotten, entries };
}

/** The state that was stored as `text`. */
export const decodeUnitState = (text: string): UnitState => unitStateOf(JSON.parse(text) as StoredState);

/** The order of entries in a state. */
export const byRun = (
  one: Pick<UnitEntry, 'experiment' | 'run'>,
  other: Pick<UnitEntry, 'experiment' | 'run'>,
): number => {
  if (one.experiment === other.experiment) return one.run - other.run;
  return one.experiment < other.experiment ? -1 : 1;
};
