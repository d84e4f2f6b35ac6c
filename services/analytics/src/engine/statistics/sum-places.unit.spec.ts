import type { MetricSpec } from '@assay/contracts';
import { compileSlots } from '../state/compiled-slot.js';
import type { MetricSlot } from '../state/metric-slot.js';
import { MOMENTS } from '../state/moments.js';
import { sumChanges, sumPlaces } from './sum-places.js';

const slot = (key: string, rest: Partial<MetricSpec> = {}): MetricSlot => ({
  spec: { key, type: 'mean', event: 'buy', direction: 'increase', windowHours: null, ...rest },
  version: 1,
  since: 1,
});
const ratio = { type: 'ratio', denominator: { event: 'view' }, cuped: { preDays: 7 } } as const;
const SLOTS = [slot('spent'), slot('per_view', ratio), slot('often')];
const compiled = (slots: readonly MetricSlot[], weighted = false) => compileSlots(slots, weighted).slots;
const placesOf = (slots: readonly MetricSlot[], weighted = false) => compiled(slots, weighted).map(sumPlaces);
const taken = (places: readonly (number | null)[]): readonly number[] =>
  places.flatMap((place) => place ?? []).sort((one, other) => one - other);

describe('places of sums', () => {
  it('are of one metric each, from 1 on without a gap', () => {
    const all = placesOf(SLOTS).flatMap(taken);
    expect(all).toEqual(Array.from({ length: all.length }, (_, place) => place + 1));
  });

  it('are one for the units and one for each sum that a metric may need', () => {
    expect(placesOf(SLOTS).map((places) => taken(places).length)).toEqual([8, 1 + MOMENTS.length, 8]);
  });

  it('stay when further metrics come, and when the experiment becomes a bandit', () => {
    expect(placesOf([...SLOTS, slot('late')]).slice(0, SLOTS.length)).toEqual(placesOf(SLOTS));
    expect(placesOf(SLOTS, true)).toEqual(placesOf(SLOTS));
  });

  it.each([false, true])('are where changes go (weighted: %s)', (weighted) => {
    for (const own of compiled(SLOTS, weighted)) {
      const [first, ...places] = sumPlaces(own);
      const { moments } = own;
      const row = {
        slot: own,
        n: 3,
        amounts: moments.map((moment) => 10 ** (MOMENTS[moment]?.decimals ?? 0) * 7),
        buckets: new Map(),
      };
      expect(sumChanges([row]).places).toEqual([first, ...moments.map((moment) => places[moment])]);
    }
  });

  it('that nothing was counted at are not told', () => {
    const [spent, perView] = compiled(SLOTS);
    const row = (own: typeof spent, n: number) =>
      own === undefined ? [] : [{ slot: own, n, amounts: own.moments.map(() => 0), buckets: new Map() }];
    expect(sumChanges([...row(spent, 0), ...row(perView, -1)]).places[0]).toBe(perView?.sumsAt);
    expect(sumChanges(row(spent, 0))).toEqual({ places: [], amounts: [] });
  });

  it('carry exact decimals', () => {
    const [spent] = compiled(SLOTS);
    if (spent === undefined) throw new Error('not compiled');
    const row = { slot: spent, n: 1, amounts: [-2_500_000, 6_250_000_000_000], buckets: new Map() };
    expect(sumChanges([row]).amounts).toEqual([1, '-2.500000', '6.250000000000']);
  });
});
