import fc from 'fast-check';
import type { RecommendationEvidence, RecommendationThresholds, RecommendedTreatment } from '../src/index.js';
import {
  compareProportions,
  guardrailBreach,
  InvalidCountError,
  OutOfRangeError,
  recommend,
} from '../src/index.js';

const thresholds: RecommendationThresholds = {
  minimumUnits: 1000,
  minimumLift: 0.05,
  alpha: 0.05,
  plannedUnits: 20_000,
  maximumLagMs: 60_000,
};

const winner: RecommendedTreatment = {
  variant: 'b',
  difference: 0.02,
  lift: 0.1,
  interval: [0.01, 0.03],
  pValue: 0.001,
};

const sound: RecommendationEvidence = {
  control: 'a',
  arms: [
    { variant: 'a', units: 5000 },
    { variant: 'b', units: 5000 },
  ],
  treatments: [winner],
  direction: 'increase',
  sampleRatioPValue: 0.5,
  breachedGuardrails: [],
  lagMs: 1000,
};

const of = (changes: Partial<RecommendationEvidence>) => recommend({ ...sound, ...changes }, thresholds);
const treated = (changes: Partial<RecommendedTreatment>) => of({ treatments: [{ ...winner, ...changes }] });
const codesOf = ({ reasons }: ReturnType<typeof recommend>) => reasons.map(({ code }) => code);

const breach = { metric: 'errors', variant: 'b', kind: 'threshold', value: 0.08, limit: 0.05 } as const;

describe('the recommendation of an experiment', () => {
  it('is PROMOTE when the interval is wholly on the good side and the lift as large as asked', () => {
    expect(of({})).toEqual({
      recommendation: 'PROMOTE',
      variant: 'b',
      unitsNeeded: null,
      reasons: [
        {
          code: 'better',
          message: 'b is better than control by 10 % (p 0.001)',
          numbers: {
            difference: 0.02,
            lift: 0.1,
            lower: 0.01,
            upper: 0.03,
            adjustedP: 0.001,
            minimumLift: 0.05,
          },
        },
      ],
    });
    expect(treated({ lift: 0.05 }).recommendation).toBe('PROMOTE');
  });

  it('is CONTINUE when it is better, but by less than asked', () => {
    const found = treated({ lift: 0.04 });
    expect(found).toMatchObject({ recommendation: 'CONTINUE', variant: 'b', unitsNeeded: 10_000 });
    expect(found.reasons[0]?.message).toBe('b is better by 4 %; 5 % is asked for');
    expect(codesOf(treated({ lift: null }))).toEqual(['better-by-less-than-asked']);
  });

  it('is ROLLBACK when the interval is wholly on the bad side', () => {
    const found = treated({ difference: -0.02, lift: -0.1, interval: [-0.03, -0.01] });
    expect(found).toMatchObject({ recommendation: 'ROLLBACK', variant: 'b' });
    expect(found.reasons[0]?.message).toBe('b is worse than control: keep control');
  });

  it('is turned round where less is better', () => {
    const less = { difference: -0.02, lift: -0.1, interval: [-0.03, -0.01] as const };
    const good = of({ direction: 'decrease', treatments: [{ ...winner, ...less }] });
    expect(good).toMatchObject({ recommendation: 'PROMOTE', variant: 'b' });
    expect(good.reasons[0]?.numbers['lift']).toBe(0.1);
    expect(of({ direction: 'decrease' }).recommendation).toBe('ROLLBACK');
  });

  it('is NO_ACTION when the planned units are there and the interval holds 0', () => {
    const arms = [
      { variant: 'a', units: 10_000 },
      { variant: 'b', units: 10_000 },
    ];
    const found = of({ arms, treatments: [{ ...winner, interval: [-0.01, 0.03], pValue: 0.3 }] });
    expect(found).toMatchObject({ recommendation: 'NO_ACTION', unitsNeeded: null });
    expect(found.reasons[0]?.message).toBe('the 20000 planned units are there, and no difference was found');
    expect(found.reasons[0]?.numbers).toMatchObject({ units: 20_000, plannedUnits: 20_000 });
  });

  it('is CONTINUE with the units still needed when nothing is decided', () => {
    const undecided = { interval: [-0.01, 0.03] as const, pValue: 0.3 };
    const found = treated(undecided);
    expect(found).toMatchObject({ recommendation: 'CONTINUE', variant: 'b', unitsNeeded: 10_000 });
    expect(found.reasons[0]?.message).toBe(
      'nothing is decided after 10000 units; 10000 more units are needed',
    );
    const byPower = of({ treatments: [{ ...winner, ...undecided }], unitsNeeded: 1234 });
    expect(byPower.unitsNeeded).toBe(1234);
    const unplanned = recommend(
      { ...sound, treatments: [{ ...winner, ...undecided }] },
      { ...thresholds, plannedUnits: null },
    );
    expect(unplanned).toMatchObject({ recommendation: 'CONTINUE', unitsNeeded: null });
    expect(unplanned.reasons[0]?.message).toBe('nothing is decided after 10000 units');
  });

  it('treats an interval that touches 0, has crossed ends or is not there as undecided', () => {
    for (const interval of [[0, 0.03], [0.03, 0.01], null] as const)
      expect(codesOf(treated({ interval }))).toEqual(['undecided']);
    expect(codesOf(treated({ difference: null, interval: null, pValue: null }))).toEqual(['undecided']);
    expect(codesOf(of({ treatments: [] }))).toEqual(['undecided']);
  });
});

describe('INCONCLUSIVE', () => {
  it.each([
    ['no control', { control: null }, 'no-control', 'no variant is control'],
    ['a control that is not there', { control: 'z' }, 'no-control', 'no variant is control'],
    [
      'one variant',
      { arms: [{ variant: 'a', units: 5000 }] },
      'one-variant',
      'there is nothing to compare: fewer than two variants',
    ],
    [
      'too few units',
      {
        arms: [
          { variant: 'a', units: 5000 },
          { variant: 'b', units: 999 },
        ],
      },
      'too-few-units',
      'b has 999 of the 1000 units that are asked for',
    ],
    [
      'a sample ratio mismatch',
      { sampleRatioPValue: 0.01 },
      'sample-ratio-mismatch',
      'units are not split as the weights say (p 0.01): the experiment is broken',
    ],
    ['incomplete data', { lagMs: null }, 'incomplete-data', 'the data are not complete to any instant'],
    ['stale data', { lagMs: 60_001 }, 'stale-data', 'the data are 60 s behind, and may be 60 s'],
  ])('is said of %s, with the reason', (_case, changes, code, message) => {
    const found = of(changes);
    expect(found).toMatchObject({ recommendation: 'INCONCLUSIVE', variant: null });
    expect(found.reasons).toHaveLength(1);
    expect(found.reasons[0]).toMatchObject({ code, message });
  });

  it('names every reason there is, and comes before a breached guardrail', () => {
    const found = of({ control: null, lagMs: null, sampleRatioPValue: 1e-9, breachedGuardrails: [breach] });
    expect(codesOf(found)).toEqual(['no-control', 'sample-ratio-mismatch', 'incomplete-data']);
  });

  it('is not said for a sample ratio that cannot be computed or is just above the alarm', () => {
    expect(of({ sampleRatioPValue: null }).recommendation).toBe('PROMOTE');
    expect(of({ sampleRatioPValue: 0.0101 }).recommendation).toBe('PROMOTE');
  });
});

describe('a breached guardrail', () => {
  it('is ROLLBACK, whatever the primary metric says', () => {
    const found = of({ breachedGuardrails: [breach, { ...breach, metric: 'latency', kind: 'harm' }] });
    expect(found).toMatchObject({ recommendation: 'ROLLBACK', variant: 'b' });
    expect(found.reasons.map(({ message }) => message)).toEqual([
      'guardrail: errors of b is 0.08, beyond 0.05',
      'guardrail: the harm in latency of b is 0.08, beyond 0.05',
    ]);
  });

  it('by threshold is a value beyond it on the bad side, from some units on', () => {
    const rule = { metric: 'errors', direction: 'decrease', threshold: 0.05 } as const;
    const seen = { variant: 'b', units: 500, value: 0.06, interval: null, controlMean: null };
    expect(guardrailBreach(rule, seen)).toEqual({ ...breach, value: 0.06 });
    expect(guardrailBreach(rule, { ...seen, value: 0.05 })).toBeNull();
    expect(guardrailBreach(rule, { ...seen, units: 19 })).toBeNull();
    expect(guardrailBreach({ ...rule, minimumUnits: 10 }, { ...seen, units: 19 })).not.toBeNull();
    expect(guardrailBreach(rule, { ...seen, value: null })).toBeNull();
    expect(guardrailBreach({ ...rule, direction: 'increase' }, seen)).toBeNull();
    expect(guardrailBreach({ ...rule, direction: 'increase' }, { ...seen, value: 0.04 })?.value).toBe(0.04);
  });

  it('by harm is an always-valid interval wholly beyond what is accepted', () => {
    const rule = { metric: 'errors', direction: 'decrease', maximumHarm: 0.1 } as const;
    const seen = {
      variant: 'b',
      units: 500,
      value: 0.06,
      interval: [0.006, 0.02] as const,
      controlMean: 0.04,
    };
    expect(guardrailBreach(rule, seen)).toMatchObject({ kind: 'harm', value: 0.006, limit: 0.004 });
    expect(guardrailBreach({ ...rule, maximumHarm: 0.2 }, seen)).toBeNull();
    const revenue = { ...rule, direction: 'increase' } as const;
    expect(guardrailBreach(revenue, seen)).toBeNull();
    expect(guardrailBreach(revenue, { ...seen, interval: [-0.02, -0.006] })?.value).toBe(0.006);
    expect(guardrailBreach(rule, { ...seen, interval: null })).toBeNull();
    expect(guardrailBreach(rule, { ...seen, controlMean: null })).toBeNull();
    expect(guardrailBreach({ metric: 'errors', direction: 'decrease' }, seen)).toBeNull();
  });

  it('is looked for only with sound rules', () => {
    const seen = { variant: 'b', units: 500, value: 0.06, interval: [0, 1] as const, controlMean: 1 };
    const rule = { metric: 'errors', direction: 'decrease' } as const;
    expect(() => guardrailBreach({ ...rule, maximumHarm: -1 }, seen)).toThrow(InvalidCountError);
  });
});

describe('with several treatments', () => {
  const three = {
    arms: ['a', 'b', 'c'].map((variant) => ({ variant, units: 2000 })),
    treatments: [
      winner,
      { ...winner, variant: 'c', difference: 0.03, lift: 0.15, interval: [0.015, 0.04] as const },
    ],
  };

  it('the best of them is meant', () => {
    expect(of(three)).toMatchObject({ recommendation: 'PROMOTE', variant: 'c' });
    expect(of({ ...three, treatments: three.treatments.toReversed() }).variant).toBe('c');
  });

  it('p-values are adjusted by Holm: what would do for one does not do for the best of two', () => {
    const close = three.treatments.map((treatment) => ({ ...treatment, pValue: 0.03 }));
    expect(of({ ...three, treatments: close })).toMatchObject({ recommendation: 'CONTINUE', variant: 'c' });
    expect(treated({ pValue: 0.03 }).recommendation).toBe('PROMOTE');
    expect(of({ ...three, treatments: close }).reasons[0]?.numbers['adjustedP']).toBe(0.06);
  });

  it('one that cannot be compared is passed over', () => {
    const blind = { ...winner, variant: 'c', difference: null, lift: null, interval: null, pValue: null };
    expect(of({ ...three, treatments: [blind, { ...winner, pValue: 0.01 }] }).variant).toBe('b');
  });
});

describe('any evidence', () => {
  const number = fc.double({ min: -1, max: 1, noNaN: true });
  const anyTreatment = fc.record({
    variant: fc.constantFrom('b', 'c'),
    difference: fc.option(number),
    lift: fc.option(number),
    interval: fc.option(fc.tuple(number, number)),
    pValue: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  });

  it('gets one recommendation with at least one reason, the same bytes each time', () => {
    fc.assert(
      fc.property(fc.array(anyTreatment, { maxLength: 3 }), fc.option(number), (treatments, p) => {
        const evidence = { ...sound, treatments, sampleRatioPValue: p };
        const found = recommend(evidence, thresholds);
        expect(found.reasons.length).toBeGreaterThan(0);
        expect(found.reasons.every(({ message }) => message.length > 0)).toBe(true);
        expect(JSON.stringify(recommend(evidence, thresholds))).toBe(JSON.stringify(found));
      }),
    );
  });

  it('never promotes what is not on the good side', () => {
    fc.assert(
      fc.property(anyTreatment, (treatment) => {
        const found = of({ treatments: [treatment] });
        if (found.recommendation !== 'PROMOTE') return;
        expect(treatment.interval?.[0]).toBeGreaterThan(0);
        expect(treatment.pValue).toBeLessThanOrEqual(0.05);
        expect(treatment.lift).toBeGreaterThanOrEqual(0.05);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('from sums to a recommendation', () => {
  const recommended = (control: number, treatment: number) => {
    const arms = [
      { phase: 1, n: 5000, successes: control },
      { phase: 1, n: 5000, successes: treatment },
    ] as const;
    const { difference, lift, sequential } = compareProportions([arms[0]], [arms[1]], {
      plannedUnits: 10_000,
    });
    return recommend(
      { ...sound, treatments: [{ variant: 'b', difference, lift, ...sequential }] },
      { ...thresholds, plannedUnits: 10_000 },
    ).recommendation;
  };

  it('a clear win, a clear loss and no difference are told apart', () => {
    expect(recommended(500, 700)).toBe('PROMOTE');
    expect(recommended(500, 350)).toBe('ROLLBACK');
    expect(recommended(500, 510)).toBe('NO_ACTION');
  });
});

describe('thresholds without meaning', () => {
  it('are refused', () => {
    expect(() => recommend(sound, { ...thresholds, alpha: 0 })).toThrow(OutOfRangeError);
    expect(() => recommend(sound, { ...thresholds, minimumUnits: -1 })).toThrow(InvalidCountError);
    expect(() => recommend(sound, { ...thresholds, maximumLagMs: NaN })).toThrow(InvalidCountError);
    expect(() => recommend(sound, { ...thresholds, plannedUnits: -5 })).toThrow(InvalidCountError);
    expect(() => recommend(sound, { ...thresholds, minimumLift: NaN })).toThrow('minimumLift');
  });
});
