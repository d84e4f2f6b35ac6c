import type { Micros } from '../../engine/state/micros.js';
import { plus, storableMicros, storedMicros } from '../../engine/state/micros.js';
import { rankOf } from '../../engine/statistics/dimension-rank.js';
import type { DayFigure } from '../model/by-day.js';
import { addByDay } from '../model/by-day.js';
import { dayOf } from '../../calendar/days.js';
import type { UnitModel } from '../model/unit-model.js';

/** How many names are told apart in a day of one unit: those of the lowest ranks, whatever their order. */
const MOST_NAMES = 100;
export const USAGE = { events: 'events', units: 'units', value: 'value' } as const;

type Named = readonly [name: string, events: number, value: number | string];
/** All interactions of a day, and those of each name in order of the names. */
type UsageDay = readonly [events: number, value: number | string, names: readonly Named[]];

const added = (one: number | string, other: Micros): number | string =>
  storableMicros(plus(storedMicros(one), other));

/** How much a unit did on a day, by the names of its interactions. */
export const usageModel: UnitModel<UsageDay> = {
  reach: 0,
  pageOf: (seen) => (seen.kind === 'interaction' ? dayOf(seen.time) : undefined),
  add(page = [0, 0, []], seen) {
    if (seen.kind !== 'interaction') return page;
    const [events, value, names] = page;
    return [events + 1, added(value, seen.micros), withName(names, seen.name, seen.micros)];
  },
  count(change, add) {
    addByDay(change, figuresOf, add);
  },
};

const figuresOf = ([events, value, names]: UsageDay): readonly DayFigure[] => [
  { figure: USAGE.units, amount: 1 },
  { figure: USAGE.events, amount: events },
  { figure: USAGE.value, amount: storedMicros(value) },
  ...names.flatMap(([name, ownEvents, ownValue]) => [
    { figure: USAGE.units, value: name, amount: 1 },
    { figure: USAGE.events, value: name, amount: ownEvents },
    { figure: USAGE.value, value: name, amount: storedMicros(ownValue) },
  ]),
];

function withName(names: readonly Named[], name: string, micros: Micros): readonly Named[] {
  const place = names.findIndex(([known]) => known === name);
  const known = names[place];
  if (known !== undefined) return names.with(place, [name, known[1] + 1, added(known[2], micros)]);
  const all = [...names, [name, 1, storableMicros(micros)] as const].sort(byName);
  if (all.length <= MOST_NAMES) return all;
  const highest = Math.max(...all.map(([one]) => rankOf(one)));
  return all.filter(([one]) => rankOf(one) !== highest);
}

const byName = ([one]: Named, [other]: Named): number => (one < other ? -1 : 1);
