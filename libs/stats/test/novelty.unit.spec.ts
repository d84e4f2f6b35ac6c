import type { DaySinceExposure } from '../src/index.js';
import { compareMetric, effectByDay, InvalidCountError, OutOfRangeError } from '../src/index.js';
import { seededNormal } from './reference/seeded-random.js';
import { simulatedUnits, sumsOf } from './reference/units.js';

/** Days on which the treatment adds `effect(day)` to every unit's value. */
function daysWith(
  effect: (day: number) => number,
  { days = 14, units = 400, seed = 1 } = {},
): DaySinceExposure[] {
  const normal = seededNormal(seed);
  const sums = (shift: number) => {
    const values = Array.from({ length: units }, () => 10 + shift + normal());
    return {
      phase: 1,
      n: units,
      sum: values.reduce((sum, y) => sum + y, 0),
      sumSquares: values.reduce((sum, y) => sum + y * y, 0),
    };
  };
  return Array.from({ length: days }, (_, day) => ({
    day,
    control: [sums(0)],
    treatment: [sums(effect(day))],
  }));
}

describe('the effect by days since exposure', () => {
  it('that wears off is a novelty', () => {
    const found = effectByDay(
      { type: 'mean' },
      daysWith((day) => 0.6 * Math.exp(-day / 4)),
    );
    expect(found.pattern).toBe('novelty');
    expect(found.trend?.slope).toBeLessThan(-0.02);
    expect(found.trend?.level).toBeGreaterThan(0);
  });

  it('that grows is a primacy', () => {
    const found = effectByDay(
      { type: 'mean' },
      daysWith((day) => 0.05 * day),
    );
    expect(found.pattern).toBe('primacy');
    expect(Math.abs((found.trend?.slope ?? 0) - 0.05)).toBeLessThan(3 * (found.trend?.se ?? 0));
  });

  it('is told apart as well where the effect is a harm', () => {
    expect(
      effectByDay(
        { type: 'mean' },
        daysWith((day) => -0.05 * day),
      ).pattern,
    ).toBe('primacy');
    expect(
      effectByDay(
        { type: 'mean' },
        daysWith((day) => -0.6 + 0.04 * day),
      ).pattern,
    ).toBe('novelty');
  });

  it('that stays is steady, and a trend is seen in hardly any of them', () => {
    const seeds = Array.from({ length: 200 }, (_, i) => i + 1);
    const patterns = seeds.map(
      (seed) =>
        effectByDay(
          { type: 'mean' },
          daysWith(() => 0.3, { seed, units: 50 }),
        ).pattern,
    );
    const share = patterns.filter((pattern) => pattern === 'steady').length / seeds.length;
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(0.99);
  });

  it('has the comparison of each day, in the order of the days', () => {
    const days = daysWith(() => 0.2, { days: 5 });
    const found = effectByDay({ type: 'mean' }, days.toReversed());
    expect(found.days.map(({ day }) => day)).toEqual([0, 1, 2, 3, 4]);
    for (const [i, { control, treatment }] of days.entries()) {
      const { difference, interval, lift } = compareMetric({ type: 'mean' }, { control, treatment });
      expect(found.days[i]).toMatchObject({ difference, interval, lift, units: 800, reason: null });
    }
    expect(JSON.stringify(found)).toBe(JSON.stringify(effectByDay({ type: 'mean' }, days)));
  });

  it('is there for every type of metric', () => {
    const days = [0, 1, 2, 3].map((day) => ({
      day,
      control: [sumsOf(1, simulatedUnits(day + 1, 200))],
      treatment: [sumsOf(1, simulatedUnits(day + 11, 200, 0.05 * day))],
    }));
    expect(effectByDay({ type: 'ratio' }, days).pattern).toBe('primacy');
    expect(effectByDay({ type: 'mean', cuped: true }, days).trend?.se).toBeLessThan(
      effectByDay({ type: 'mean' }, days).trend?.se ?? 0,
    );
  });

  it('has the line through exact points', () => {
    const exact = (day: number, difference: number): DaySinceExposure => {
      const arm = (mean: number) => ({ phase: 1, n: 2, sum: 2 * mean, sumSquares: 2 * mean ** 2 + 2 });
      return { day, control: [arm(1)], treatment: [arm(1 + difference)] };
    };
    const { trend } = effectByDay({ type: 'mean' }, [exact(0, 1), exact(1, 3), exact(2, 5), exact(4, 9)]);
    expect(trend?.slope).toBeCloseTo(2, 12);
    expect(trend?.level).toBeCloseTo(4.5, 12);
    // Each difference has variance 2/2 + 2/2; the days spread by 8.75 around their mean.
    expect(trend?.se).toBeCloseTo(Math.sqrt(2 / 8.75), 12);
  });
});

describe('too little for a trend', () => {
  it('is fewer than three days', () => {
    const found = effectByDay(
      { type: 'mean' },
      daysWith(() => 1, { days: 2 }),
    );
    expect(found).toMatchObject({ trend: null, pattern: null });
    expect(found.days).toHaveLength(2);
    expect(effectByDay({ type: 'mean' }, [])).toEqual({ days: [], trend: null, pattern: null });
  });

  it('are days on which nothing can be compared; they stay in the list with the reason', () => {
    const days = daysWith(() => 1, { days: 4 }).map((entry) =>
      entry.day < 2 ? { ...entry, control: [] } : entry,
    );
    const found = effectByDay({ type: 'mean' }, days);
    expect(found.trend).toBeNull();
    expect(found.days[0]).toMatchObject({ difference: null, reason: 'no-units' });
  });
});

describe('bad input', () => {
  it('is refused', () => {
    const [first] = daysWith(() => 0, { days: 1 });
    if (first === undefined) throw new Error('no day');
    expect(() => effectByDay({ type: 'mean' }, [{ ...first, day: -1 }])).toThrow(InvalidCountError);
    expect(() => effectByDay({ type: 'mean' }, [], { alpha: 2 })).toThrow(OutOfRangeError);
  });
});

it('of values that grow with the days is steady on the relative scale, and grows on the absolute one', () => {
  const grown = daysWith(() => 1, { units: 2_000 }).map(({ day, control, treatment }) => {
    const times = (sums: (typeof control)[number]) => ({
      ...sums,
      sum: Number(sums.sum) * (day + 1),
      sumSquares: Number(sums.sumSquares) * (day + 1) ** 2,
    });
    return { day, control: control.map(times), treatment: treatment.map(times) };
  });
  expect(effectByDay({ type: 'mean' }, grown).pattern).toBe('primacy');
  expect(effectByDay({ type: 'mean' }, grown, { scale: 'relative' }).pattern).toBe('steady');
});
