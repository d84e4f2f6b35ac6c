import { covariateMicros, dimensionValue } from './attributes.js';
import type { Contribution } from './compiled-slot.js';
import type { Definitions, DefinitionsOf } from './metric-definitions.js';
import type { Micros } from './micros.js';
import { ONE, plus } from './micros.js';
import type { Exposure, Happening, Interaction, Observation } from './observation.js';
import type { FirstExposure, UnitEntry, UnitState } from './unit-state.js';
import { byRun, REMOVED } from './unit-state.js';

type Entries = readonly UnitEntry[];

/** What new observations make of a unit's entries. */
interface Folded {
  readonly entries: Entries;
  /** Of the runs that the unit enters, before anything has happened: see `entered`. */
  readonly entering: Entries;
  /** Its past counts anew: see `refold`. */
  readonly asksHistory: boolean;
}

/**
 * Adds what was newly observed. A first exposure that may move asks for the unit's history, and so does an entry that
 * was computed with older definitions; otherwise order makes no difference.
 */
export function fold(
  entries: Entries,
  observed: { readonly exposures: readonly Exposure[]; readonly happenings: readonly Happening[] },
  definitionsOf: DefinitionsOf,
): Folded {
  const { exposures, happenings } = observed;
  if (exposures.some((exposure) => mayMove(entries, exposure)) || isBehind(entries, definitionsOf))
    return { entries, entering: [], asksHistory: true };
  let after = entries;
  for (const exposure of exposures) after = seenAgain(after, exposure);
  const first = exposures.filter((exposure) => entryOf(entries, exposure) === -1);
  return {
    entries: withHappenings(after, happenings, definitionsOf),
    entering: newEntries(first, definitionsOf),
    asksHistory: false,
  };
}

/**
 * From when on the past of a unit counts in runs that it enters: what happened before changes nothing there.
 * @returns milliseconds since 1970
 */
export const countsSince = (entering: Entries, definitionsOf: DefinitionsOf): number =>
  Math.floor(
    Math.min(...entering.map(({ experiment, first }) => first.time + definitionsOf(experiment).earliest)),
  );

/** The entries of a unit in further runs, whose windows hold some of what has happened, in any order. */
export const entered = (
  { entries, entering }: Pick<Folded, 'entries' | 'entering'>,
  happenings: readonly Happening[],
  definitionsOf: DefinitionsOf,
): Entries => [...entries, ...withHappenings(entering, happenings, definitionsOf)].sort(byRun);

/** The entries of a unit from everything that is known of it, in any order. */
export function refold(history: readonly Observation[], definitionsOf: DefinitionsOf): Entries {
  const fresh = newEntries(
    history.filter((one) => one.kind === 'exposure').filter((one) => !isClosed(one, definitionsOf)),
    definitionsOf,
  );
  const happenings = history.filter((one) => one.kind !== 'exposure');
  return withHappenings(fresh.sort(byRun), happenings, definitionsOf);
}

/** Whether an entry was computed with older definitions than are known now. */
export const isBehind = (entries: Entries, definitionsOf: DefinitionsOf): boolean =>
  entries.some((entry) => entry.version < definitionsOf(entry.experiment).version);

/** Whether the figures of a run are final: nothing counts in it any more. */
export const isClosed = (
  { experiment, run }: Pick<UnitEntry, 'experiment' | 'run'>,
  definitionsOf: DefinitionsOf,
): boolean => run <= definitionsOf(experiment).closedTo;

/** The state without the entries of closed runs. */
export function openState(state: UnitState, definitionsOf: DefinitionsOf): UnitState {
  if (!state.entries.some((entry) => isClosed(entry, definitionsOf))) return state;
  return { ...state, entries: state.entries.filter((entry) => !isClosed(entry, definitionsOf)) };
}

const entryOf = (entries: Entries, { experiment, run }: Pick<Exposure, 'experiment' | 'run'>): number =>
  entries.findIndex((entry) => entry.experiment === experiment && entry.run === run);

function mayMove(entries: Entries, exposure: Exposure): boolean {
  const known = entries[entryOf(entries, exposure)];
  return known !== undefined && order(exposure, known.first) <= 0;
}

function seenAgain(entries: Entries, exposure: Exposure): Entries {
  const place = entryOf(entries, exposure);
  const entry = entries[place];
  if (entry === undefined || entry.variants.includes(exposure.variant)) return entries;
  return entries.with(place, { ...entry, variants: [...entry.variants, exposure.variant].sort() });
}

/** Time decides which exposure is the first; phase and variant only make the choice independent of order. */
function order(one: FirstExposure, other: FirstExposure): number {
  if (one.time !== other.time) return one.time - other.time;
  if (one.phase !== other.phase) return one.phase - other.phase;
  if (one.variant === other.variant) return 0;
  return one.variant < other.variant ? -1 : 1;
}

interface Seen {
  first: Exposure;
  readonly variants: Set<string>;
}

function see(entries: Map<string, Seen>, exposure: Exposure): void {
  const key = `${exposure.experiment}/${String(exposure.run)}`;
  const known = entries.get(key);
  if (known === undefined) {
    entries.set(key, { first: exposure, variants: new Set([exposure.variant]) });
    return;
  }
  known.variants.add(exposure.variant);
  const earlier = order(exposure, known.first);
  if (earlier < 0 || (earlier === 0 && exposure.id < known.first.id)) known.first = exposure;
}

/** Those of the runs that exposures belong to. */
function newEntries(exposures: readonly Exposure[], definitionsOf: DefinitionsOf): UnitEntry[] {
  if (exposures.length === 0) return [];
  const runs = new Map<string, Seen>();
  for (const exposure of exposures) see(runs, exposure);
  return [...runs.values()].map((seen) => newEntry(seen, definitionsOf(seen.first.experiment)));
}

function newEntry({ first, variants }: Seen, definitions: Definitions): UnitEntry {
  const { experiment, run, time, phase, variant, attributes, propensity } = first;
  const { version, slots, width, dimensions, weighted } = definitions;
  const values: Micros[] = new Array<Micros>(width).fill(0);
  for (const { covariate, places } of slots)
    if (covariate !== undefined && places.x !== undefined)
      values[places.x] = covariateMicros(attributes, covariate);
  return {
    experiment,
    run,
    version,
    first: { time, phase, variant },
    variants: variants.size === 1 ? [variant] : [...variants].sort(),
    failed: false,
    values,
    dimensions: dimensions.map(({ attribute, removed }) =>
      removed ? REMOVED : dimensionValue(attributes, attribute),
    ),
    weight: weighted ? Math.round(ONE / propensity) : 0,
  };
}

/** Adds what happened to every entry whose windows hold it; in any order, each happening once. */
function withHappenings(
  entries: Entries,
  happenings: readonly Happening[],
  definitionsOf: DefinitionsOf,
): Entries {
  if (happenings.length === 0 || entries.length === 0) return entries;
  let changed = false;
  const after = entries.map((entry) => {
    const one = entryWith(entry, happenings, definitionsOf(entry.experiment));
    changed ||= one !== entry;
    return one;
  });
  return changed ? after : entries;
}

function entryWith(entry: UnitEntry, happenings: readonly Happening[], definitions: Definitions): UnitEntry {
  let values = entry.values;
  let { failed } = entry;
  for (const happening of happenings)
    if (happening.kind === 'outcome') failed ||= isFailureUnder(entry, happening);
    else {
      const contributions = definitions.byEvent.get(happening.name);
      if (contributions !== undefined) values = valuesWith(values, contributions, { entry, happening });
    }
  return values === entry.values && failed === entry.failed ? entry : { ...entry, values, failed };
}

const isFailureUnder = (
  { first, experiment }: UnitEntry,
  { success, time, flag }: Extract<Happening, { kind: 'outcome' }>,
): boolean => !success && time >= first.time && (flag === '' || flag === experiment);

function valuesWith(
  values: readonly Micros[],
  contributions: readonly Contribution[],
  { entry, happening }: { readonly entry: UnitEntry; readonly happening: Interaction },
): readonly Micros[] {
  const elapsed = happening.time - entry.first.time;
  let after = values;
  for (const { from, to, place, amount, matches } of contributions) {
    if (elapsed < from || elapsed > to || matches?.(happening) === false) continue;
    const before = after[place] ?? 0;
    const value = amountAfter(before, amount, happening);
    if (value !== before) after = after.with(place, value);
  }
  return after;
}

const amountAfter = (before: Micros, amount: Contribution['amount'], { micros }: Interaction): Micros => {
  if (amount === 'once') return ONE;
  return plus(before, amount === 'each' ? ONE : micros);
};
