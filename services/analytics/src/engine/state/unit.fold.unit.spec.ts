import type { MetricSpec } from '@assay/contracts';
import fc from 'fast-check';
import type { Definitions } from './metric-definitions.js';
import { compileDefinitions, UNKNOWN_EXPERIMENT } from './metric-definitions.js';
import type { Attributes } from './attributes.js';
import type { Micros } from './micros.js';
import { storedMicros } from './micros.js';
import type { Exposure, Happening, Observation } from './observation.js';
import type { UnitEntry } from './unit-state.js';
import { decodeUnitState, encodeUnitState } from './unit-state.js';
import { countsSince, entered, fold as foldNew, refold } from './unit.fold.js';

const HOUR = 3_600_000;
const metric = (rest: Partial<MetricSpec>): MetricSpec => ({
  key: 'm',
  type: 'proportion',
  event: 'buy',
  direction: 'increase',
  windowHours: null,
  ...rest,
});
const compiled = (...specs: readonly MetricSpec[]): Definitions =>
  compileDefinitions(
    { version: 1, slots: specs.map((spec) => ({ spec, version: 1, since: 1 })), weighted: false },
    [],
  );
const KNOWN = compiled(metric({ key: 'bought' }), metric({ key: 'spent', type: 'mean', windowHours: 2 }));
const WITH_PRE_PERIOD = compiled(metric({ key: 'spent', type: 'mean', cuped: { preDays: 1 } }));
const definitionsOf = (experiment: string): Definitions => {
  if (experiment === 'unknown') return UNKNOWN_EXPERIMENT;
  return experiment === 'f' ? WITH_PRE_PERIOD : KNOWN;
};

const exposure = (rest: Partial<Exposure> = {}): Exposure => ({
  kind: 'exposure',
  time: 0,
  experiment: 'e',
  run: 1,
  phase: 1,
  variant: 'a',
  id: 'x',
  propensity: 0.5,
  attributes: undefined,
  ...rest,
});
const buy = (time: number, micros: Micros = 1, attributes?: Attributes): Happening => ({
  kind: 'interaction',
  name: 'buy',
  time,
  micros,
  attributes,
});
const outcome = (time: number, success: boolean, flag = ''): Happening => ({
  kind: 'outcome',
  time,
  success,
  flag,
});

/** The fold as batches run it: of what came before, those that enter a run are told what may count there. */
function fold(
  batches: readonly (readonly Observation[])[],
  definitions = definitionsOf,
): readonly UnitEntry[] {
  let entries: readonly UnitEntry[] = [];
  const history: Observation[] = [];
  for (const batch of batches) {
    const exposures = batch.filter((one): one is Exposure => one.kind === 'exposure');
    const happenings = batch.filter((one): one is Happening => one.kind !== 'exposure');
    const folded = foldNew(entries, { exposures, happenings }, definitions);
    const since = countsSince(folded.entering, definitions);
    const past = history.filter((one): one is Happening => one.kind !== 'exposure' && one.time >= since);
    history.push(...batch);
    entries = folded.asksHistory
      ? refold(history, definitions)
      : entered(folded, [...past, ...happenings], definitions);
  }
  return entries;
}

const newlyIn = (definitions: Definitions) =>
  foldNew([], { exposures: [exposure()], happenings: [] }, () => definitions).entering;

const observations: fc.Arbitrary<Observation> = fc.oneof(
  fc.record({
    kind: fc.constant('exposure' as const),
    time: fc.integer({ min: 0, max: 4 }).map((hours) => hours * HOUR),
    experiment: fc.constantFrom('e', 'f', 'unknown'),
    run: fc.integer({ min: 1, max: 2 }),
    phase: fc.integer({ min: 1, max: 2 }),
    variant: fc.constantFrom('a', 'a', 'a', 'b'),
    id: fc.constant('x'),
    propensity: fc.constant(0.5),
    attributes: fc.constant(undefined),
  }),
  fc.record({
    kind: fc.constant('interaction' as const),
    time: fc.integer({ min: 0, max: 6 }).map((hours) => hours * HOUR),
    name: fc.constantFrom('buy', 'look'),
    micros: fc.integer({ min: -(10 ** 15), max: 10 ** 15 }),
    attributes: fc.constant(undefined),
  }),
  fc.record({
    kind: fc.constant('outcome' as const),
    time: fc.integer({ min: 0, max: 6 }).map((hours) => hours * HOUR),
    flag: fc.constantFrom('', 'e', 'g'),
    success: fc.boolean(),
  }),
);

describe('the fold of a unit', () => {
  it('does not depend on the order of what is observed', () => {
    fc.assert(
      fc.property(
        fc
          .array(observations, { maxLength: 20 })
          .chain((all) =>
            fc.tuple(
              fc.constant(all),
              fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
            ),
          ),
        ([all, shuffled]) => {
          expect(fold(shuffled.map((one) => [one]))).toEqual(fold([all]));
        },
      ),
    );
  });

  it('does not depend on how observations are cut into batches', () => {
    fc.assert(
      fc.property(fc.array(fc.array(observations, { maxLength: 5 }), { maxLength: 6 }), (batches) => {
        expect(fold(batches)).toEqual(fold([batches.flat()]));
      }),
    );
  });

  it('takes a repeated exposure for the same one', () => {
    fc.assert(
      fc.property(fc.array(observations, { maxLength: 15 }), (all) => {
        const repeated = all.filter(({ kind }) => kind === 'exposure');
        expect(fold([all, repeated, repeated])).toEqual(fold([all]));
      }),
    );
  });

  it('comes back from its stored form as it was', () => {
    fc.assert(
      fc.property(fc.array(observations, { maxLength: 20 }), (all) => {
        const state = {
          alias: all.length % 2 === 0 ? 'user "1"' : undefined,
          forgotten: all.length % 3 === 0,
          entries: fold([all]),
        };
        expect(decodeUnitState(encodeUnitState(state))).toEqual(state);
      }),
    );
  });
});

describe('a first exposure', () => {
  it('asks for what has come before of what it counts, and for everything when an earlier one turns up', () => {
    const entries = fold([[exposure({ time: HOUR })]]);
    const asks = (next: Exposure, known = entries) => {
      const folded = foldNew(known, { exposures: [next], happenings: [] }, definitionsOf);
      return folded.asksHistory ? 'everything' : countsSince(folded.entering, definitionsOf);
    };
    expect(asks(exposure({ time: HOUR }), [])).toBe(HOUR);
    expect(asks(exposure({ time: 2 * HOUR, run: 2 }))).toBe(2 * HOUR);
    expect(asks(exposure({ time: 2 * HOUR }))).toBe(Infinity);
    expect(asks(exposure({ time: 0 }))).toBe('everything');
  });

  it('counts what came before it from the beginning of its pre-period on', () => {
    const spec = { type: 'mean', windowHours: 24, cuped: { preDays: 2 } } as const;
    const definitions = compiled(metric(spec));
    const past = [-49, -48, -1, 0, 24, 25].map((hours) => buy(hours * HOUR, 10 ** (hours === 0 ? 1 : 0)));
    expect(countsSince(newlyIn(definitions), () => definitions)).toBe(-48 * HOUR);
    const [entry] = fold([past, [exposure()]], () => definitions);
    expect(entry?.values).toEqual([11, 2]);
    // Control: without what came before there is nothing.
    expect(fold([[exposure()]], () => definitions)[0]?.values).toEqual([0, 0]);
  });

  it('is decided by time, then phase, then variant', () => {
    const [entry] = fold([
      [
        exposure({ time: 5, phase: 2, variant: 'b' }),
        exposure({ time: 5, phase: 1, variant: 'b' }),
        exposure({ time: 5, phase: 1, variant: 'a' }),
        exposure({ time: 6, phase: 1, variant: 'a' }),
      ],
    ]);
    expect(entry?.first).toEqual({ time: 5, phase: 1, variant: 'a' });
    expect(entry?.variants).toEqual(['a', 'b']);
  });

  it('gives the dimensions, the covariate and the weight; of several at once, the one with the lowest id', () => {
    const covariate = metric({ key: 'm', type: 'mean', cuped: { attribute: 'profile.age' } });
    const definitions = compileDefinitions(
      { version: 1, slots: [{ spec: covariate, version: 1, since: 1 }], weighted: true },
      [{ attribute: 'country', maxValues: 10, changes: 1, removed: false }],
    );
    const attributes = (country: string, age: number) => ({ country, profile: { age } });
    const [entry] = fold(
      [
        [exposure({ id: 'b', propensity: 0.25, attributes: attributes('NL', 30) })],
        [exposure({ id: 'a', propensity: 0.3, attributes: attributes('BE', 41.5) })],
      ],
      () => definitions,
    );
    expect(entry).toMatchObject({ dimensions: ['BE'], values: [0, 41_500_000], weight: 3_333_333 });
  });

  it('keeps runs of an experiment apart', () => {
    const state = fold([[exposure({ run: 1 }), buy(HOUR), exposure({ run: 2, time: 2 * HOUR })]]);
    expect(state.map(({ run, values }) => [run, values[0]])).toEqual([
      [1, 1_000_000],
      [2, 0],
    ]);
  });
});

describe('values', () => {
  it('count from the instant of the exposure to the end of the window, both included', () => {
    const spent = (time: number) => fold([[exposure({ time: HOUR }), buy(time, 7)]])[0]?.values[1];
    expect([HOUR - 1, HOUR, 3 * HOUR, 3 * HOUR + 1].map(spent)).toEqual([0, 7, 7, 0]);
  });

  it('of a proportion are one however often it happened; of a mean they add up', () => {
    const [entry] = fold([[exposure(), buy(1, 5), buy(2, 6), buy(3, -20)]]);
    expect(entry?.values).toEqual([1_000_000, -9]);
  });

  it('stay exact beyond what a double holds', () => {
    const big = 9_007_199_254_740_991;
    const entries = fold([[exposure(), buy(1, big), buy(2, 2)]]);
    const state = decodeUnitState(encodeUnitState({ alias: undefined, forgotten: false, entries }));
    expect(state.entries[0]?.values[1]).toBe(storedMicros('9007199254740993'));
  });

  it('are missing while the experiment is unknown', () => {
    const [entry] = fold([[exposure({ experiment: 'unknown' }), buy(1)]]);
    expect([entry?.version, entry?.values]).toEqual([0, []]);
  });
});

describe('a failed outcome', () => {
  it.each([
    ['after the exposure', outcome(HOUR, false), true],
    ['before the exposure', outcome(-1, false), false],
    ['under the experiment itself', outcome(HOUR, false, 'e'), true],
    ['under another flag', outcome(HOUR, false, 'g'), false],
    ['that succeeded', outcome(HOUR, true), false],
  ])('%s marks the unit: %#', (_, happening, failed) => {
    expect(fold([[exposure(), happening]])[0]?.failed).toBe(failed);
  });
});

describe('metrics', () => {
  const DAY = 24 * HOUR;
  const at = (time: number, micros: number, attributes?: Attributes) => buy(time, micros, attributes);
  const valuesOf = (spec: Partial<MetricSpec>, ...happenings: readonly Happening[]) =>
    fold([[exposure({ time: 10 * DAY }), ...happenings]], () => compiled(metric(spec)))[0]?.values;

  it('count events', () => {
    expect(valuesOf({ type: 'count' }, at(11 * DAY, 5), at(12 * DAY, 0))).toEqual([2_000_000]);
  });

  it('have a window that begins after a delay', () => {
    const spec = { type: 'count', delayHours: 1, windowHours: 2 } as const;
    const times = [HOUR - 1, HOUR, 3 * HOUR, 3 * HOUR + 1].map((elapsed) => at(10 * DAY + elapsed, 0));
    expect(valuesOf(spec, ...times)).toEqual([2_000_000]);
  });

  it('ask on day N who came back', () => {
    const day7 = (time: number) => valuesOf({ type: 'retention', day: 7 }, at(time, 0));
    expect([17 * DAY - 1, 17 * DAY, 18 * DAY - 1, 18 * DAY].map(day7)).toEqual([
      [0],
      [1_000_000],
      [1_000_000],
      [0],
    ]);
  });

  it('keep numerator and denominator of a ratio, before and after', () => {
    const spec = {
      type: 'ratio',
      denominator: { event: 'buy', measure: 'count' },
      cuped: { preDays: 2 },
    } as const;
    const happenings = [
      at(8 * DAY - 1, 9),
      at(8 * DAY, 3),
      at(10 * DAY - 1, 4),
      at(10 * DAY, 5),
      at(11 * DAY, 6),
    ];
    expect(valuesOf(spec, ...happenings)).toEqual([11, 2_000_000, 7, 2_000_000]);
  });

  it('count only events that pass the filter', () => {
    const where = {
      attributes: [{ attribute: 'plan', operator: 'in' as const, value: ['pro', 'team'] }],
      minValue: '0.000002',
      maxValue: '0.000004',
    };
    const happenings = [1, 2, 4, 5].flatMap((micros) => [
      at(11 * DAY, micros, { plan: 'pro' }),
      at(11 * DAY, micros, { plan: 'free' }),
      at(11 * DAY, micros),
    ]);
    expect(valuesOf({ type: 'mean', where }, ...happenings)).toEqual([6]);
  });
});
