import fc from 'fast-check';
import { conversion, evidence, sums, withThresholds } from '../../test/support/evidence.js';
import { assessEligibility } from './assess-eligibility.js';
import type { Evidence } from './evidence.js';

const assess = (changes: Partial<Evidence> = {}) => assessEligibility({ ...evidence, ...changes });
const failing = (changes: Partial<Evidence>) =>
  assess(changes)
    .checks.filter(({ passed }) => !passed)
    .map(({ name }) => name);
const valueOf = (name: string, changes: Partial<Evidence> = {}) =>
  assess(changes).checks.find((check) => check.name === name)?.value;

describe('an experiment that meets every threshold', () => {
  it('is eligible, with its winner, confidence and improvement', () => {
    const result = assess();
    expect(result).toMatchObject({ isEligible: true, winner: 'green', candidate: 'green', warnings: [] });
    expect(result.improvement).toBeCloseTo(30, 10);
    expect(result.confidence).toBeGreaterThan(99.9);
  });

  it('shows each check with value and threshold', () => {
    const shown = assess().checks.map(({ name, value, threshold }) => [name, value, threshold]);
    expect(shown).toEqual([
      ['comparable', 'yes', null],
      ['minSampleSize', 10_000, 1000],
      ['minConfidence', expect.any(Number), 95],
      ['minImprovement', expect.closeTo(30, 10), 5],
      ['betterThanControl', expect.closeTo(0.0161, 3), 0],
      ['minRuntime', 72, 48],
      ['errorRateAcceptable', 0, 0.05],
      ['noSampleRatioMismatch', 1, 0.01],
      ['noGuardrailBreach', 'none', 'none'],
      ['fresh', 30, 900],
      ['recommendation', 'PROMOTE', 'PROMOTE'],
    ]);
  });
});

describe('where units still wait for the end of their attribution window', () => {
  const waiting = (matured: readonly [number, number], all: readonly [number, number]) => ({
    variants: [sums('control', 10_000, 1000), sums('green', ...all)],
    matured: [sums('control', 5_000, 500), sums('green', ...matured)],
  });

  it('the comparison and the sample size are those of the others', () => {
    const { improvement, checks } = assess(waiting([5_000, 650], [10_000, 1000]));
    expect(improvement).toBeCloseTo(30, 10);
    expect(checks.find(({ name }) => name === 'minSampleSize')?.value).toBe(5_000);
    // The same units without the difference, which lies in those that are not over yet.
    expect(failing(waiting([5_000, 500], [10_000, 1300]))).toContain('minImprovement');
    expect(failing({ variants: waiting([5_000, 500], [10_000, 1300]).variants })).toEqual([]);
  });

  it('errors and the split are those of everybody', () => {
    const failed = sums('green', 10_000, 1300, { unitsWithError: 501 });
    const { matured } = waiting([5_000, 650], [10_000, 1300]);
    expect(failing({ matured, variants: [sums('control', 10_000, 1000), failed] })).toEqual([
      'errorRateAcceptable',
    ]);
    expect(failing(waiting([5_000, 650], [11_000, 1430]))).toContain('noSampleRatioMismatch');
  });
});

describe('an experiment is not eligible', () => {
  it.each<[string, Partial<Evidence>, readonly string[]]>([
    [
      'with too few units in a variant',
      withThresholds({ minSampleSize: 10_001 }),
      ['minSampleSize', 'recommendation'],
    ],
    [
      'with too little improvement',
      withThresholds({ minImprovementPercent: 30.1 }),
      ['minImprovement', 'recommendation'],
    ],
    ['after 47 hours', { runtimeUntil: '2026-03-02T23:00:00.000Z' }, ['minRuntime']],
    [
      'with too many errors of the winner',
      { variants: [sums('control', 10_000, 1000), sums('green', 10_000, 1300, { unitsWithError: 501 })] },
      ['errorRateAcceptable'],
    ],
    [
      'when units were not split as the weights say',
      { variants: [sums('control', 10_000, 1000), sums('green', 11_000, 1430)] },
      ['noSampleRatioMismatch', 'recommendation'],
    ],
    ['when results lag behind', { completeTo: '2026-03-03T23:44:59.000Z' }, ['fresh', 'recommendation']],
    ['when nobody knows how far results reach', { completeTo: null }, ['fresh', 'recommendation']],
    [
      'when the difference may be chance',
      { variants: [sums('control', 10_000, 1000), sums('green', 10_000, 1060)] },
      ['minConfidence', 'betterThanControl', 'recommendation'],
    ],
    [
      'without control',
      { control: null },
      [
        'comparable',
        'minConfidence',
        'minImprovement',
        'betterThanControl',
        'errorRateAcceptable',
        'recommendation',
      ],
    ],
    [
      'without a primary metric',
      { primaryMetric: null },
      [
        'comparable',
        'minConfidence',
        'minImprovement',
        'betterThanControl',
        'errorRateAcceptable',
        'recommendation',
      ],
    ],
  ])('%s', (_, changes, names) => {
    expect(assess(changes).isEligible).toBe(false);
    expect(failing(changes)).toEqual(names);
  });

  it('before anything was seen, and says so without inventing numbers', () => {
    const result = assess({ variants: [] });
    expect(result).toMatchObject({ isEligible: false, winner: null, candidate: null, confidence: null });
    expect(result.improvement).toBeNull();
    expect(valueOf('comparable', { variants: [] })).toBe('no-data');
    expect(valueOf('minSampleSize', { variants: [] })).toBe(0);
    expect(valueOf('noSampleRatioMismatch', { variants: [] })).toBeNull();
  });

  it.each([
    [{ control: null }, 'no-control'],
    [{ primaryMetric: null }, 'no-primary-metric'],
    [{ weights: [{ variant: 'control', phase: 1, weight: 1 }] }, 'no-treatment'],
  ])('says why there is nothing to compare', (changes, reason) => {
    expect(valueOf('comparable', changes)).toBe(reason);
  });
});

describe('a threshold is met exactly', () => {
  it.each<[string, Partial<Evidence>]>([
    ['sample size', withThresholds({ minSampleSize: 10_000 })],
    ['runtime', withThresholds({ minRuntimeHours: 72 })],
    ['lag', { completeTo: '2026-03-03T23:45:00.000Z' }],
    [
      'error rate',
      { variants: [sums('control', 10_000, 1000), sums('green', 10_000, 1300, { unitsWithError: 500 })] },
    ],
  ])('by the %s', (_, changes) => {
    expect(assess(changes).isEligible).toBe(true);
  });
});

describe('the winner', () => {
  const three = {
    weights: [...evidence.weights, { variant: 'red', phase: 1, weight: 1 }],
    variants: [...evidence.variants, sums('red', 10_000, 1400)],
  };

  it('is the best of several treatments', () => {
    expect(assess(three)).toMatchObject({ isEligible: true, winner: 'red' });
  });

  it('of several needs more evidence, because each had its chance', () => {
    const close = [sums('control', 10_000, 1000), sums('green', 10_000, 1160), sums('red', 10_000, 1000)];
    const one = assess({ variants: close.slice(0, 2) }).confidence ?? NaN;
    const two = assess({ ...three, variants: close }).confidence ?? NaN;
    expect(100 - two).toBeCloseTo(2 * (100 - one), 8);
  });

  it('has the smaller rate where less is better', () => {
    const result = assess({
      primaryMetric: { ...conversion, direction: 'decrease' },
      variants: [sums('control', 10_000, 1300), sums('green', 10_000, 1000)],
    });
    expect(result).toMatchObject({ isEligible: true, winner: 'green' });
    expect(result.improvement).toBeCloseTo(23.0769, 3);
  });

  it('of a mean is judged by its sums of squares', () => {
    const mean = (variant: string, sum: string) =>
      sums(variant, 10_000, 0, {
        metrics: [{ metric: 'revenue', n: 10_000, sum, sumSquares: '1500000' }],
      });
    const result = assess({
      primaryMetric: { ...conversion, key: 'revenue', type: 'mean' },
      variants: [mean('control', '50000.5'), mean('green', '60000.25')],
    });
    expect(result).toMatchObject({ isEligible: true, winner: 'green' });
    expect(result.improvement).toBeCloseTo(19.9993, 3);
  });

  it('is nobody when all are worse, and the checks say by how much', () => {
    const worse = [sums('control', 44_700, 8502), sums('green', 45_489, 8279)];
    const result = assess({ variants: worse });
    expect(result).toMatchObject({ isEligible: false, winner: null, candidate: 'green' });
    expect(result.improvement).toBeCloseTo(-4.31, 2);
    expect(failing({ variants: worse })).toEqual([
      'minConfidence',
      'minImprovement',
      'betterThanControl',
      'recommendation',
    ]);
  });

  it('is compared phase by phase: a mere change of weights makes none', () => {
    const phases: Partial<Evidence> = {
      weights: [
        { variant: 'control', phase: 1, weight: 9 },
        { variant: 'green', phase: 1, weight: 1 },
        { variant: 'control', phase: 2, weight: 1 },
        { variant: 'green', phase: 2, weight: 9 },
      ],
      variants: [
        sums('control', 9000, 900),
        sums('green', 1000, 100),
        sums('control', 1000, 300, { phase: 2 }),
        sums('green', 9000, 2700, { phase: 2 }),
      ],
    };
    expect(assess(phases).improvement).toBeCloseTo(0, 10);
    expect(failing(phases)).toEqual([
      'minConfidence',
      'minImprovement',
      'betterThanControl',
      'recommendation',
    ]);
  });
});

describe('confidence', () => {
  const close = [sums('control', 10_000, 1000), sums('green', 10_000, 1100)];

  it('is kept from the strongest look, because the sequence holds at all of them', () => {
    const now = assess({ variants: close }).confidence ?? NaN;
    const kept = assess({ variants: close, runningMinimumP: [{ variant: 'green', pValue: 0.001 }] });
    expect(now).toBeLessThan(90);
    expect(kept.confidence).toBeCloseTo(99.9, 10);
  });

  it('of an earlier look does not promote what is not better now', () => {
    const changes = { variants: close, runningMinimumP: [{ variant: 'green', pValue: 0.001 }] };
    expect(failing(changes)).toEqual(['betterThanControl', 'recommendation']);
  });

  it('by z-test is that of this look alone, and warned of', () => {
    const changes = {
      ...withThresholds({ decisionMethod: 'z-test' as const }),
      variants: close,
      runningMinimumP: [{ variant: 'green', pValue: 0.000001 }],
    };
    const result = assess(changes);
    expect(result.confidence).toBeCloseTo(97.89, 2);
    expect(result.warnings).toEqual([expect.stringContaining('37.6 %')]);
  });
});

it('warns of units that were seen in several variants', () => {
  expect(assess({ excludedUnits: 1000 }).warnings).toEqual([
    '1000 units were seen in more than one variant and left out (4.8 %).',
  ]);
});

it('is eligible only when every check holds, whatever the numbers', () => {
  const units = fc.integer({ min: 0, max: 100_000 });
  fc.assert(
    fc.property(units, units, fc.double({ min: 0, max: 1, noNaN: true }), (control, green, share) => {
      const variants = [
        sums('control', control, Math.floor(control / 3)),
        sums('green', green, Math.floor(green * share)),
      ];
      const { isEligible, checks, winner } = assess({ variants });
      expect(isEligible).toBe(winner !== null && checks.every(({ passed }) => passed));
    }),
  );
});
