import type { Comparison, RecommendationVerdict, RecommendedTreatment } from '../src/index.js';
import { compareProportions, foldSequence, recommend } from '../src/index.js';
import { binomialSampler, seededRandom } from '../src/numeric/random.js';

const LOOKS = 100;
const UNITS_PER_LOOK = 100;
const RATE = 0.1;
const ALPHA = 0.05;
const thresholds = {
  minimumUnits: 100,
  minimumLift: 0,
  alpha: ALPHA,
  plannedUnits: null,
  maximumLagMs: 0,
};

/** Standard errors below which no method decides at alpha. */
const DULL = 1.9;

/** How a comparison is read at a look: what the method says of this one and all before it. */
type Method = () => (comparison: Comparison) => Pick<RecommendedTreatment, 'interval' | 'pValue'>;

const sequential: Method = () => {
  let soFar: ReturnType<typeof foldSequence> | null = null;
  return (comparison) => (soFar = foldSequence(soFar, comparison.sequential));
};
const naive: Method = () => (comparison) => comparison;

/** The recommendation at one look; a p-value above alpha decides nothing, and is not asked again. */
function recommended(
  n: number,
  treatments: readonly RecommendedTreatment[],
): RecommendationVerdict | 'undecided' {
  if (treatments.every(({ pValue }) => (pValue ?? 1) > ALPHA)) return 'undecided';
  const arms = ['control', ...treatments.map(({ variant }) => variant)];
  return recommend(
    {
      control: 'control',
      arms: arms.map((variant) => ({ variant, units: n })),
      treatments,
      direction: 'increase',
      sampleRatioPValue: null,
      breachedGuardrails: [],
      lagMs: 0,
    },
    thresholds,
  ).recommendation;
}

interface Plan {
  readonly experiments: number;
  readonly seed: number;
  readonly treatments?: number;
  readonly looks?: number;
}

/** Shares of experiments without an effect that were at some look promoted, or decided either way. */
function decisions(method: Method, { experiments, seed, treatments = 1, looks = LOOKS }: Plan) {
  const sample = binomialSampler((UNITS_PER_LOOK * LOOKS) / looks, RATE, seededRandom(seed));
  let [promoted, decided] = [0, 0];
  for (let experiment = 0; experiment < experiments; experiment += 1) {
    const verdict = watched(method, { sample, treatments, looks });
    promoted += verdict === 'PROMOTE' ? 1 : 0;
    decided += verdict === 'PROMOTE' || verdict === 'ROLLBACK' ? 1 : 0;
  }
  return { promoted: promoted / experiments, decided: decided / experiments };
}

function watched(
  method: Method,
  { sample, treatments, looks }: { sample: () => number; treatments: number; looks: number },
): RecommendationVerdict | 'undecided' {
  const successes = Array.from({ length: treatments + 1 }, () => 0);
  const readers = Array.from({ length: treatments }, method);
  for (let look = 1; look <= looks; look += 1) {
    const n = (look * UNITS_PER_LOOK * LOOKS) / looks;
    for (const arm of successes.keys()) successes[arm] = (successes[arm] ?? 0) + sample();
    // A look at which every arm is close to control decides nothing; leaving it out can only add decisions.
    if (successes.every((count) => isDull(count, successes[0] ?? 0, n))) continue;
    const arms = successes.map((count) => [{ phase: 1, n, successes: count }] as const);
    const [control = [], ...others] = arms;
    const read = others.map((arm, i) => {
      const comparison = compareProportions(control, arm);
      const { difference, lift } = comparison;
      const said = readers[i]?.(comparison) ?? { interval: null, pValue: null };
      return { variant: `treatment-${String(i)}`, difference, lift, ...said };
    });
    const verdict = recommended(n, read);
    if (verdict === 'PROMOTE' || verdict === 'ROLLBACK') return verdict;
  }
  return 'undecided';
}

function isDull(treatment: number, control: number, n: number): boolean {
  const variance = [treatment, control].reduce((sum, count) => sum + count * (1 - count / n), 0);
  return Math.abs(treatment - control) <= DULL * Math.sqrt(variance);
}

describe('10,000 experiments without an effect, each looked at a hundred times', () => {
  it('have at most 5.5 % decided by the default method', () => {
    const { promoted, decided } = decisions(sequential, { experiments: 10_000, seed: 28 });
    expect(decided).toBeLessThanOrEqual(0.055);
    expect(decided).toBeGreaterThan(0.005);
    expect(promoted).toBeLessThanOrEqual(decided);
  });

  it('control: with the z-test at every look more than a third of them are', () => {
    const { promoted, decided } = decisions(naive, { experiments: 2000, seed: 28 });
    expect(decided).toBeGreaterThan(0.33);
    expect(promoted).toBeGreaterThan(0.15);
  });

  it('control: the z-test is right about those looked at once', () => {
    const { decided } = decisions(naive, { experiments: 10_000, seed: 29, looks: 1 });
    expect(decided).toBeGreaterThan(0.04);
    expect(decided).toBeLessThan(0.06);
  });
});

describe('experiments with three treatments and no effect', () => {
  it('have at most 5.5 % decided by the default method', () => {
    const { decided } = decisions(sequential, { experiments: 2000, seed: 31, treatments: 3 });
    expect(decided).toBeLessThanOrEqual(0.055);
  });

  it('control: with the z-test at every look far more are', () => {
    const { decided } = decisions(naive, { experiments: 1000, seed: 31, treatments: 3 });
    expect(decided).toBeGreaterThan(0.15);
  });
});
