import type { ExperimentDefinition, HashingAlgorithm } from '../src/index.js';
import {
  bucketOf,
  bucketRanges,
  evaluateExperiment,
  gateSalt,
  isWithinShare,
  murmur3,
  snapshotOf,
} from '../src/index.js';
import { ALGORITHMS } from './support/case-file.js';
import { experiment, unitAt } from './support/definitions.js';

const UNITS = 1_000_000;
/** Critical values of chi-squared at p = .001. */
const CRITICAL_1_DF = 10.828;
const CRITICAL_2_DF = 13.816;
const CRITICAL_99_DF = 148.23;

const chiSquared = (observed: readonly number[], expected: readonly number[]): number =>
  observed.reduce(
    (sum, count, index) => sum + (count - (expected[index] ?? 0)) ** 2 / (expected[index] ?? 1),
    0,
  );

/** Counts per variant among the units that take part. */
function countVariants(variantOf: (unit: string) => string | undefined): Map<string, number> {
  const counts = new Map<string, number>();
  for (let index = 0; index < UNITS; index += 1) {
    const variant = variantOf(unitAt(index));
    if (variant !== undefined) counts.set(variant, (counts.get(variant) ?? 0) + 1);
  }
  return counts;
}

describe('fairness over a million units', () => {
  it.each<[HashingAlgorithm, number]>([
    ['murmur3', 10_000],
    ['md5', 100],
    ['sha256', 100],
    ['growthbook-v1', 1_000],
    ['growthbook-v2', 10_000],
    ['unleash', 1_000],
  ])('%s fills hundredths of its %i buckets evenly, and three variants by their weights', (name, buckets) => {
    const algorithm = name === 'murmur3' ? murmur3 : ALGORITHMS[name];
    const weights = [20, 30, 50];
    const plan = { salt: 'fairness-1', hashing: { algorithm: name }, trafficAllocation: 100, weights };
    const allocator = algorithm.allocate(plan);
    const hundredths = new Array<number>(100).fill(0);
    const variants = [0, 0, 0];
    for (let index = 0; index < UNITS; index += 1) {
      const bucket = allocator.bucketOf(unitAt(index));
      const hundredth = Math.floor((bucket * 100) / buckets);
      hundredths[hundredth] = (hundredths[hundredth] ?? 0) + 1;
      const variant = allocator.variantAt(bucket);
      variants[variant] = (variants[variant] ?? 0) + 1;
    }
    expect(chiSquared(hundredths, new Array<number>(100).fill(UNITS / 100))).toBeLessThan(CRITICAL_99_DF);
    expect(chiSquared(variants, [200_000, 300_000, 500_000])).toBeLessThan(CRITICAL_2_DF);
  });

  it('splits the units that a 10 % gate lets in as the weights say', () => {
    const definition = experiment({ salt: 'fairness-1', trafficAllocation: 10 });
    const counts = countVariants((unit) => {
      const { inExperiment, variant } = evaluateExperiment(definition, { unit });
      return inExperiment ? (variant ?? undefined) : undefined;
    });
    const observed = ['control', 'treatment'].map((key) => counts.get(key) ?? 0);
    const total = observed.reduce((sum, count) => sum + count, 0);
    expect(chiSquared([total, UNITS - total], [UNITS * 0.1, UNITS * 0.9])).toBeLessThan(CRITICAL_1_DF);
    expect(chiSquared(observed, [total / 2, total / 2])).toBeLessThan(CRITICAL_1_DF);
  });

  it('control run: with one hash for the gate and the variant, the second variant starves', () => {
    const [firstBound = 0] = bucketRanges([1, 1]);
    const counts = countVariants((unit) => {
      const bucket = bucketOf('fairness-1', unit);
      if (bucket >= 1_000) return undefined;
      return bucket < firstBound ? 'control' : 'treatment';
    });
    expect(counts.get('control')).toBeGreaterThan(90_000);
    expect(counts.get('treatment')).toBeUndefined();
  });

  it('a ramp from 10 to 20 to 50 % moves nobody who is already in', () => {
    const ramp = [10, 20, 50].map((trafficAllocation) => experiment({ trafficAllocation }));
    const counts = { moved: 0, joined: [0, 0, 0] };
    for (let index = 0; index < UNITS; index += 1) {
      const steps = ramp.map((definition) => evaluateExperiment(definition, { unit: unitAt(index) }));
      steps.forEach(({ inExperiment, variant }, at) => {
        const before = steps[at - 1];
        if (before?.inExperiment && (!inExperiment || variant !== before.variant)) counts.moved += 1;
        if (inExperiment && !before?.inExperiment) counts.joined[at] = (counts.joined[at] ?? 0) + 1;
      });
    }
    expect(counts.moved).toBe(0);
    counts.joined.forEach((joined, at) => {
      const share = [0.1, 0.1, 0.3][at] ?? 0;
      expect(chiSquared([joined, UNITS - joined], [UNITS * share, UNITS * (1 - share)])).toBeLessThan(
        CRITICAL_1_DF,
      );
    });
  });

  it('keeps the gates of two runs independent', () => {
    let both = 0;
    for (let index = 0; index < UNITS; index += 1) {
      const unit = unitAt(index);
      if (isWithinShare(gateSalt('run-1'), unit, 10) && isWithinShare(gateSalt('run-2'), unit, 10)) both += 1;
    }
    expect(chiSquared([both, UNITS - both], [UNITS * 0.01, UNITS * 0.99])).toBeLessThan(CRITICAL_1_DF);
  });

  it('keeps holdouts, layers, gates and variants independent of each other', () => {
    const holdouts = [{ key: 'all', scope: 'global', salt: 'same', percent: 20 } as const];
    const layer = { layer: 'pages', salt: 'same', ranges: [{ from: 0, to: 5_000 }] };
    const definition = experiment({ salt: 'same', trafficAllocation: 10, layer });
    const snapshot = snapshotOf({ holdouts });
    const counts = countVariants((unit) => {
      const { inExperiment, variant } = evaluateExperiment(definition, { unit }, snapshot);
      return inExperiment ? (variant ?? undefined) : undefined;
    });
    const observed = ['control', 'treatment'].map((key) => counts.get(key) ?? 0);
    const total = observed.reduce((sum, count) => sum + count, 0);
    expect(chiSquared([total, UNITS - total], [UNITS * 0.04, UNITS * 0.96])).toBeLessThan(CRITICAL_1_DF);
    expect(chiSquared(observed, [total / 2, total / 2])).toBeLessThan(CRITICAL_1_DF);
  });
});

describe('a change of weights', () => {
  const weighted = (control: number, treatment: number): Partial<ExperimentDefinition> => ({
    variants: [
      { key: 'control', isControl: true, weight: control, config: {} },
      { key: 'treatment', isControl: false, weight: treatment, config: {} },
    ],
  });
  const [before, after] = [experiment(weighted(50, 50)), experiment(weighted(40, 60))];

  it('moves only the tenth of the units that it must, among those who come new', () => {
    let [moved, back] = [0, 0];
    for (let index = 0; index < UNITS; index += 1) {
      const unit = unitAt(index);
      const [was, is] = [before, after].map((each) => evaluateExperiment(each, { unit }).variant);
      if (was !== is) moved += 1;
      if (was === 'treatment' && is === 'control') back += 1;
    }
    expect(chiSquared([moved, UNITS - moved], [UNITS * 0.1, UNITS * 0.9])).toBeLessThan(CRITICAL_1_DF);
    expect(back).toBe(0);
  });

  it('moves nobody who is assigned', () => {
    for (let index = 0; index < 10_000; index += 1) {
      const unit = unitAt(index);
      const { variant, bucket, propensity } = evaluateExperiment(before, { unit });
      const sticky = { variant: variant ?? '', bucket: bucket ?? 0, propensity: propensity ?? 0 };
      const kept = evaluateExperiment(after, { unit, sticky: { ...sticky, phase: 1, revision: 'r0' } });
      expect(kept).toMatchObject({ variant, bucket, propensity, reason: 'sticky', phase: 1, revision: 'r0' });
    }
  });
});

describe('parts of a layer', () => {
  it('share no unit, and nobody moves when one of the experiments ends', () => {
    const part = (key: string, from: number, to: number) =>
      experiment({ key, salt: key, layer: { layer: 'pages', salt: 'pages-1', ranges: [{ from, to }] } });
    const [first, second] = [part('a', 0, 4_000), part('b', 4_000, 10_000)];
    const later = part('c', 0, 4_000);
    const counts = { both: 0, first: 0, shifted: 0 };
    for (let index = 0; index < 100_000; index += 1) {
      const [inFirst, inSecond, inLater] = [first, second, later].map(
        (each) => evaluateExperiment(each, { unit: unitAt(index) }).inExperiment,
      );
      if (inFirst) counts.first += 1;
      if (inFirst === inSecond) counts.both += 1;
      if (inLater !== inFirst) counts.shifted += 1;
    }
    expect(counts).toMatchObject({ both: 0, shifted: 0 });
    expect(chiSquared([counts.first, 100_000 - counts.first], [40_000, 60_000])).toBeLessThan(CRITICAL_1_DF);
  });
});
