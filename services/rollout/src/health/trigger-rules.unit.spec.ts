import type { TriggerRule } from '@assay/contracts';
import { bucketOf } from '@assay/stats';
import type { MinuteSums, SumsAt } from './minute-sums.js';
import { LATENCY_GRID, lastMinutes, MINUTE_MS } from './minute-sums.js';
import { brokenRule, DEFAULT_TRIGGERS, longestOf } from './trigger-rules.fold.js';

const HOUR = 60 * MINUTE_MS;
const NONE: MinuteSums = { outcomes: 0, errors: 0, serverErrors: 0, latencies: [] };
const minute = (outcomes: number, errors: number, more: Partial<MinuteSums> = {}): MinuteSums => ({
  ...NONE,
  ...{ outcomes, errors },
  ...more,
});
const took = (...milliseconds: readonly number[]): Partial<MinuteSums> => ({
  latencies: milliseconds
    .map((one): [number, number] => [bucketOf(one, LATENCY_GRID), 1])
    .sort(([a], [b]) => a - b),
});
/** Nineteen at 100 ms, so many slow ones. */
const slow = (count: number, ms: number): MinuteSums => {
  const distinct = Array.from({ length: count }, (_, i) => ms * 1.1 ** i);
  return {
    ...minute(19 + count, 0),
    latencies: [[bucketOf(100, LATENCY_GRID), 19], ...(took(...distinct).latencies ?? [])],
  };
};
const own = (change: Partial<TriggerRule>): readonly TriggerRule[] => [
  { name: 'own', metric: 'errors', above: 3, minutes: 1, minOutcomes: 1, ...change },
];

type Row = readonly [
  what: string,
  minutes: readonly MinuteSums[],
  broken: string | undefined,
  more?: { readonly ageMs?: number; readonly rules?: readonly TriggerRule[] },
];

const TABLE: readonly Row[] = [
  ['nothing was seen', [], undefined],
  ['all is well', [minute(500, 3), minute(500, 2), minute(500, 1)], undefined],
  ['6 % in two minutes', [minute(100, 6), minute(100, 6), NONE], 'high-error-rate'],
  ['exactly 5 % in two minutes', [minute(100, 5), minute(100, 5), NONE], undefined],
  ['6 % in the last minute only', [minute(100, 6), minute(100, 5), minute(100, 9)], undefined],
  ['6 % with a silent minute between', [minute(100, 6), NONE, minute(100, 6)], undefined],
  ['6 % in 19 outcomes', [minute(10, 2), minute(9, 2), NONE], undefined],
  ['20 outcomes', [minute(10, 2), minute(10, 2), NONE], 'high-error-rate'],
  [
    '6 % in two minutes of which one was before the activation',
    [minute(100, 6), minute(100, 6)],
    undefined,
    { ageMs: 119_999 },
  ],
  [
    '6 % as soon as both are after it',
    [minute(100, 6), minute(100, 6), NONE],
    'high-error-rate',
    { ageMs: 120_000 },
  ],
  ['11 errors in a minute', [minute(9_999, 11), minute(9_999, 0)], 'errors'],
  ['10 errors in a minute', [minute(9_999, 10), minute(9_999, 0)], undefined],
  ['11 errors within seconds of the activation', [minute(400, 11)], 'errors', { ageMs: 2_000 }],
  ['11 errors, ten minutes ago', [minute(400, 0), minute(400, 11)], undefined],
  ['21 answers of 5xx', [minute(9_999, 0, { serverErrors: 21 })], 'server-errors'],
  ['20 answers of 5xx', [minute(9_999, 0, { serverErrors: 20 })], undefined],
  ['p95 of 6 s for three minutes', [slow(3, 6_000), slow(3, 6_000), slow(3, 6_000)], 'high-latency'],
  ['p95 of 6 s for two minutes', [slow(3, 6_000), slow(3, 6_000), slow(0, 0)], undefined],
  ['p95 of 4.5 s for three minutes', [slow(3, 4_000), slow(3, 4_000), slow(3, 4_000)], undefined],
  ['latencies that nobody told', [minute(99, 0), minute(99, 0), minute(99, 0)], undefined],
  ['a rule of one’s own', [minute(50, 4)], 'own', { rules: own({}) }],
  [
    'a count over three minutes',
    [minute(9, 4), minute(9, 4), minute(9, 3)],
    undefined,
    { rules: own({ minutes: 3 }) },
  ],
  [
    'a count in each of three',
    [minute(9, 4), minute(9, 4), minute(9, 4)],
    'own',
    { rules: own({ minutes: 3 }) },
  ],
  ['fewer outcomes than asked for', [minute(50, 4)], undefined, { rules: own({ minOutcomes: 51 }) }],
  ['a limit of nothing', [minute(1, 1)], 'own', { rules: own({ above: 0 }) }],
  ['no rules', [minute(50, 50)], undefined, { rules: [] }],
];

describe('trigger rules', () => {
  it.each(TABLE.map(([what, minutes, broken, more]) => ({ what, minutes, broken, ...more })))(
    '$what',
    ({ minutes, broken, ageMs = HOUR, rules = DEFAULT_TRIGGERS }) => {
      expect(brokenRule(rules, minutes, ageMs)?.rule.name).toBe(broken);
    },
  );

  it('give the minutes that broke them as evidence, the last one first', () => {
    expect(brokenRule(DEFAULT_TRIGGERS, [minute(100, 8), minute(50, 5), NONE], HOUR)).toEqual({
      rule: DEFAULT_TRIGGERS[0],
      minutes: [
        { outcomes: 100, value: 0.08 },
        { outcomes: 50, value: 0.1 },
      ],
    });
  });

  it('give a p95 that is within two percent', () => {
    const [rule] = own({ metric: 'p95_latency_ms', above: 500, minOutcomes: 1 });
    const values = Array.from({ length: 200 }, (_, i) => 10 * (i + 1));
    const merged = lastMinutes(
      values.map((ms): SumsAt => ({ at: 0, ...minute(1, 0, took(ms)) })),
      1,
      1,
    );
    const found = brokenRule(rule === undefined ? [] : [rule], merged, HOUR)?.minutes[0]?.value ?? 0;
    expect(Math.abs(found - 1900.5) / 1900.5).toBeLessThan(0.02);
  });

  it('look back as far as the longest of them', () => {
    expect(longestOf(DEFAULT_TRIGGERS)).toBe(3);
    expect(longestOf([])).toBe(0);
  });
});

describe('the last minutes', () => {
  const at = (secondsAgo: number, errors: number): SumsAt => ({
    ...minute(1, errors),
    at: HOUR - secondsAgo * 1000,
  });

  it('end now, the last one first, and leave out what is older', () => {
    const sums = [at(0, 1), at(59, 1), at(60, 1), at(61, 0), at(119, 1), at(121, 1)];
    expect(lastMinutes(sums, HOUR, 2).map(({ outcomes, errors }) => [outcomes, errors])).toEqual([
      [3, 3],
      [2, 1],
    ]);
  });

  it('have what a clock ahead of ours sent in the last one', () => {
    expect(lastMinutes([at(-3, 1)], HOUR, 1)).toMatchObject([{ errors: 1 }]);
  });
});
