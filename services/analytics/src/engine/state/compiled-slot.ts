import type { EventFilter, MetricSpec } from '@assay/contracts';
import { meets } from './attributes.js';
import type { MetricSlot } from './metric-slot.js';
import type { Micros } from './micros.js';
import { microsOf } from './micros.js';
import type { Interaction } from './observation.js';
import type { Places } from './places.js';
import { momentsOf } from './moments.js';

export interface CompiledSlot extends MetricSlot {
  readonly places: Places;
  /** Where its numbers begin among the sums of a stratum, from 1. */
  readonly sumsAt: number;
  /** Places in `MOMENTS` of the sums that are kept. */
  readonly moments: readonly number[];
  readonly cap: Micros | undefined;
  /** Of the denominator of a ratio. */
  readonly denominatorCap: Micros | undefined;
  /** Units are also counted by bucket of their value: quantiles, and caps that are not frozen yet. */
  readonly bucketed: boolean;
  /** Attribute of the first exposure that is the covariate. */
  readonly covariate: string | undefined;
}

/** What an event of some name adds to one of a unit's amounts. */
export interface Contribution {
  /** Milliseconds since first exposure, both included. */
  readonly from: number;
  readonly to: number;
  readonly place: number;
  /** once: a unit with the event has one; each: one for every event; value: the event's value. */
  readonly amount: 'once' | 'each' | 'value';
  readonly matches: ((interaction: Interaction) => boolean) | undefined;
}

interface Compiled {
  readonly slots: readonly CompiledSlot[];
  readonly width: number;
  readonly byEvent: ReadonlyMap<string, readonly Contribution[]>;
  readonly earliest: number;
}

const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 24 * MS_PER_HOUR;

/** Lays out the amounts of all slots one after the other, and indexes what adds to them by the event's name. */
export function compileSlots(stored: readonly MetricSlot[], weighted: boolean): Compiled {
  const byEvent = new Map<string, Contribution[]>();
  const slots: CompiledSlot[] = [];
  let width = 0;
  let sumsAt = 1;
  let earliest = 0;
  for (const slot of stored) {
    const places = placesOf(slot.spec, width);
    width += Object.keys(places).length;
    slots.push(compiledSlot(slot, { places, sumsAt, weighted }));
    sumsAt += 1 + momentsOf(places, true).length;
    for (const [event, contribution] of contributionsOf(slot, places)) {
      const known = byEvent.get(event);
      if (known === undefined) byEvent.set(event, [contribution]);
      else known.push(contribution);
      earliest = Math.min(earliest, contribution.from);
    }
  }
  return { slots, width, byEvent, earliest };
}

function placesOf({ type, cuped }: MetricSpec, first: number): Places {
  if (type === 'ratio')
    return cuped === undefined
      ? { y: first, d: first + 1 }
      : { y: first, d: first + 1, x: first + 2, e: first + 3 };
  return cuped === undefined ? { y: first } : { y: first, x: first + 1 };
}

interface Layout {
  readonly places: Places;
  readonly sumsAt: number;
  readonly weighted: boolean;
}

function compiledSlot(slot: MetricSlot, { places, sumsAt, weighted }: Layout): CompiledSlot {
  const { type, cap, cuped, denominator } = slot.spec;
  return {
    places,
    sumsAt,
    moments: momentsOf(places, weighted),
    cap: capOf(cap),
    denominatorCap: capOf(denominator?.cap),
    bucketed: type === 'quantile' || (cap !== undefined && 'percentile' in cap),
    covariate: cuped !== undefined && 'attribute' in cuped ? cuped.attribute : undefined,
    ...slot,
  };
}

const capOf = (cap: MetricSpec['cap']): Micros | undefined =>
  cap !== undefined && 'value' in cap ? microsOf(cap.value) : undefined;

function* contributionsOf(
  { spec, part }: MetricSlot,
  { y, d, x, e }: Places,
): Generator<readonly [string, Contribution]> {
  const { denominator, cuped } = spec;
  const numerator = { amount: amountOf(spec), matches: matcherOf(spec.where) };
  const window = windowOf(spec, part?.endsBefore === true);
  yield [spec.event, { place: y, ...window, ...numerator }];
  const before =
    cuped !== undefined && 'preDays' in cuped ? { from: -cuped.preDays * MS_PER_DAY, to: -1 } : undefined;
  if (before !== undefined && x !== undefined) yield [spec.event, { place: x, ...before, ...numerator }];
  if (denominator === undefined || d === undefined) return;
  const divisor = {
    amount: eachOrValue(denominator.measure ?? 'count'),
    matches: matcherOf(denominator.where),
  };
  yield [denominator.event, { place: d, ...window, ...divisor }];
  if (before !== undefined && e !== undefined) yield [denominator.event, { place: e, ...before, ...divisor }];
}

function windowOf(
  { type, day = 0, delayHours = 0, windowHours }: MetricSpec,
  endsBefore: boolean,
): Pick<Contribution, 'from' | 'to'> {
  if (type === 'retention') return { from: day * MS_PER_DAY, to: (day + 1) * MS_PER_DAY - 1 };
  const from = delayHours * MS_PER_HOUR;
  if (windowHours === null) return { from, to: Infinity };
  return { from, to: from + windowHours * MS_PER_HOUR - (endsBefore ? 1 : 0) };
}

function amountOf({ type, measure }: MetricSpec): Contribution['amount'] {
  if (type === 'proportion' || type === 'retention') return 'once';
  return eachOrValue(type === 'count' ? 'count' : (measure ?? 'value'));
}

const eachOrValue = (measure: 'count' | 'value'): Contribution['amount'] =>
  measure === 'count' ? 'each' : 'value';

/** Whether an interaction passes a filter; undefined where every one does. */
export function matcherOf(where: EventFilter | undefined): Contribution['matches'] {
  if (where === undefined) return undefined;
  const { attributes = [], minValue, maxValue } = where;
  const min = minValue === undefined ? -Infinity : microsOf(minValue);
  const max = maxValue === undefined ? Infinity : microsOf(maxValue);
  return (interaction) =>
    interaction.micros >= min &&
    interaction.micros <= max &&
    attributes.every((condition) => meets(interaction.attributes, condition));
}
