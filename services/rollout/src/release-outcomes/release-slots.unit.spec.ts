import type { OutcomeRecorded } from '@assay/contracts';
import { sketchOf } from '@assay/stats';
import { commands, live, uuid } from '../../test/support/release-life.js';
import { outcome } from '../../test/support/outcomes.js';
import { placeOf } from '../release-routing/place.fold.js';
import type { PlacedOutcome } from './release-slots.fold.js';
import { joinKnown, slotsOf } from './release-slots.fold.js';
import { latencyOf, sidesOf } from './sides.fold.js';

const START = Date.parse('2026-03-01T00:00:00.000Z');
const placed = (events: readonly OutcomeRecorded[]): readonly PlacedOutcome[] =>
  events.map((event, offset) => ({ event, offset }));
const seen = (unit: string, more: Partial<OutcomeRecorded['data']> = {}, at = START): OutcomeRecorded => {
  const event = outcome(unit, { flag: 'checkout-2', at }) as OutcomeRecorded;
  return { ...event, data: { ...event.data, ...more } };
};

describe('slots of outcomes', () => {
  it('sum up by side, or by the place of the unit where no side was named', () => {
    const [slot] = slotsOf(
      placed([
        seen('a', { side: 'canary', success: false, latencyMs: 10 }),
        seen('b', { side: 'canary', latencyMs: 10 }),
        seen('c', { side: 'stable', latencyMs: 20 }),
        seen('user-123', { success: false }),
      ]),
    );
    const [[ten]] = sketchOf([10]).buckets as [[number, number]];
    const [[twenty]] = sketchOf([20]).buckets as [[number, number]];
    expect(slot).toMatchObject({ flag: 'checkout-2', activation: '', slot: START, lastOffset: 3 });
    expect(slot?.cells).toEqual([
      [-2, 1, 0, [[twenty, 1]]],
      [-1, 2, 1, [[ten, 2]]],
      [placeOf('user-123'), 1, 1, []],
    ]);
  });

  it('count an outcome once where analytics forwarded it under a user', () => {
    const own = seen('a', { success: false });
    const forwarded = { ...own, data: { ...own.data, unit: 'user', forwardedFrom: 'a' } };
    expect(slotsOf(placed([own, forwarded]))).toEqual(slotsOf(placed([own])));
  });

  it('are the same however the outcomes were divided into batches and ordered', () => {
    const events = Array.from({ length: 200 }, (_, i) =>
      seen(`u-${String(i)}`, { success: i % 7 !== 0, latencyMs: i % 13 }, START + (i % 9) * 1000),
    );
    const whole = slotsOf(placed(events));
    const [first, second] = [
      slotsOf(placed(events.slice(120).reverse())),
      slotsOf(placed(events.slice(0, 120))),
    ];
    const known = new Map(first.map((slot) => [slot.slot, slot]));
    for (const slot of joinKnown(second, first)) known.set(slot.slot, slot);
    const cells = (slots: Iterable<{ readonly slot: number; readonly cells: unknown }>) =>
      [...slots].map(({ slot, cells: all }) => [slot, all]);
    expect(cells(known.values())).toEqual(cells(whole));
  });

  it('leave out what is under no flag, and what came more than an hour late', () => {
    const late = seen('a', { receivedAt: new Date(START + 3_600_001).toISOString() });
    const { flag: _flag, ...data } = seen('b').data;
    expect(slotsOf(placed([late, { ...seen('b'), data }]))).toEqual([]);
  });

  it('become sides by the share of the canary', () => {
    const units = Array.from({ length: 300 }, (_, i) => `user-${String(i)}`);
    const slots = slotsOf(placed(units.map((unit) => seen(unit, { latencyMs: placeOf(unit) }))));
    const cells = slots.flatMap(({ cells: all }) => all);
    const release = live(commands.create(), commands.start({ trafficPercent: 25 }));
    const { canary, stable } = sidesOf(cells, release);
    const inside = units.filter((unit) => placeOf(unit) < 25).length;
    expect([canary.outcomes, stable.outcomes]).toEqual([inside, 300 - inside]);
    expect(latencyOf(canary, 1)).toBeLessThan(25);
    expect(latencyOf({ outcomes: 0, errors: 0, latencies: [] }, 0.99)).toBeNull();
    const staged = live(commands.create(), commands.start({ environment: 'staging', activation: uuid(4) }));
    expect(sidesOf(cells, staged)).toMatchObject({ canary: { outcomes: 0 }, stable: { outcomes: 300 } });
    const everywhere = commands.start({ environment: 'production', ...commands.overridden });
    expect(sidesOf(cells, live(commands.create(), everywhere))).toMatchObject({
      canary: { outcomes: 300 },
      stable: { outcomes: 0 },
    });
  });
});
