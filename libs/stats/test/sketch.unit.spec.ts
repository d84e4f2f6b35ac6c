import fc from 'fast-check';
import type { QuantileArm, SketchBucket } from '../src/index.js';
import {
  bucketOf,
  bucketValue,
  compareQuantiles,
  DEFAULT_GRID,
  IncompatibleSketchesError,
  InvalidSketchError,
  mergeSketches,
  NotFiniteError,
  NotInSketchError,
  OutOfRangeError,
  quantileArm,
  quantileRanks,
  sketchCount,
  sketchFromJson,
  sketchOf,
  sketchOfBuckets,
  sketchQuantile,
  sketchToJson,
  subtractSketch,
  valueAtRank,
} from '../src/index.js';
import { sampleQuantile } from '../src/sums/sample-quantile.js';
import { seededNormal, seededUniform } from './reference/seeded-random.js';

const ROUNDING = 1e-9;
const values = fc.array(
  fc.oneof(
    fc.double({ min: -1e12, max: 1e12, noNaN: true }),
    fc.integer({ min: -50, max: 50 }),
    fc.constantFrom(0, -0, 1e-6, -1e-6, 1e-7, 5e8),
  ),
  { maxLength: 60 },
);

describe('a bucket', () => {
  it('is the same for 0, for −0 and for what is below the resolution', () => {
    expect([0, -0, 9e-7, -9e-7].map((value) => bucketOf(value, DEFAULT_GRID) + 0)).toEqual([0, 0, 0, 0]);
    expect(bucketOf(1e-6, DEFAULT_GRID)).toBe(1);
    expect(bucketOf(-1e-6, DEFAULT_GRID)).toBe(-1);
  });

  it('has a value within the accuracy of every value in it', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), fc.constantFrom(-1, 1), (size, sign) => {
        for (const accuracy of [0.001, 0.005, 0.02, 0.2]) {
          const grid = { accuracy, resolution: 1e-6 };
          const back = bucketValue(bucketOf(sign * size, grid), grid);
          expect(Math.abs(back - sign * size)).toBeLessThanOrEqual(accuracy * size * (1 + ROUNDING));
        }
      }),
    );
  });

  it('ascends with the value', () => {
    const uniform = seededUniform(3);
    const sorted = Array.from({ length: 500 }, () => (uniform() - 0.5) * 10 ** (uniform() * 9)).sort(
      (a, b) => a - b,
    );
    const buckets = sorted.map((value) => bucketOf(value, DEFAULT_GRID));
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
  });

  it('is refused to what is no number', () => {
    expect(() => bucketOf(NaN, DEFAULT_GRID)).toThrow(NotFiniteError);
    expect(() => sketchOf([1, Infinity])).toThrow(NotFiniteError);
  });
});

describe('a sketch', () => {
  it('does not depend on the order of its values, nor on how they were divided', () => {
    fc.assert(
      fc.property(values, values, (first, second) => {
        const whole = sketchToJson(sketchOf([...first, ...second]));
        expect(sketchToJson(sketchOf([...second, ...first].reverse()))).toBe(whole);
        expect(sketchToJson(mergeSketches(sketchOf(first), sketchOf(second)))).toBe(whole);
        expect(sketchToJson(mergeSketches(sketchOf(second), sketchOf(first)))).toBe(whole);
      }),
    );
  });

  it('is as before once what was added is taken out', () => {
    fc.assert(
      fc.property(values, values, (first, second) => {
        const [before, added] = [sketchOf(first), sketchOf(second)];
        const after = subtractSketch(mergeSketches(before, added), added);
        expect(sketchToJson(after)).toBe(sketchToJson(before));
      }),
    );
  });

  it('counts every value', () => {
    fc.assert(fc.property(values, (all) => expect(sketchCount(sketchOf(all))).toBe(all.length)));
  });

  it('keeps bounded room: a million sizes fit into some hundred buckets', () => {
    const uniform = seededUniform(5);
    const wide = sketchOf(Array.from({ length: 100_000 }, () => 1 + 1e6 * uniform() ** 4));
    expect(wide.buckets.length).toBeLessThan(Math.log(1e6) / Math.log(1.005 / 0.995) + 2);
  });

  it('refuses to give out what it does not hold', () => {
    expect(() => subtractSketch(sketchOf([1, 2]), sketchOf([3]))).toThrow(NotInSketchError);
    expect(() => subtractSketch(sketchOf([1, 2]), sketchOf([2, 2]))).toThrow(
      'bucket 1452 holds 1, and 2 are to be taken out',
    );
  });

  it('refuses to be added to one of another grid', () => {
    const other = sketchOf([1], { accuracy: 0.01, resolution: 1e-6 });
    expect(() => mergeSketches(sketchOf([1]), other)).toThrow(IncompatibleSketchesError);
    expect(() => subtractSketch(sketchOf([1]), sketchOf([1], { accuracy: 0.005, resolution: 1 }))).toThrow(
      IncompatibleSketchesError,
    );
  });

  it('of none is the empty one', () => {
    expect(mergeSketches()).toEqual(sketchOf([]));
    expect(sketchCount(mergeSketches())).toBe(0);
  });

  it('refuses grids without meaning', () => {
    expect(() => sketchOf([1], { accuracy: 0, resolution: 1 })).toThrow(OutOfRangeError);
    expect(() => sketchOf([1], { accuracy: 1, resolution: 1 })).toThrow(OutOfRangeError);
    expect(() => sketchOf([1], { accuracy: 0.1, resolution: 0 })).toThrow(OutOfRangeError);
  });
});

describe('the text of a sketch', () => {
  it('is read back as the same sketch', () => {
    fc.assert(
      fc.property(values, (all) => {
        const sketch = sketchOf(all);
        expect(sketchFromJson(sketchToJson(sketch))).toEqual(sketch);
      }),
    );
  });

  it('has its fields in order', () => {
    expect(sketchToJson(sketchOf([5, 0, -5]))).toBe(
      '{"accuracy":0.005,"buckets":[[-1544,1],[0,1],[1544,1]],"resolution":0.000001}',
    );
  });

  it.each([
    ['{', 'no JSON'],
    ['null', 'no object'],
    ['{"accuracy":0.1,"buckets":[]}', 'no accuracy or resolution'],
    ['{"accuracy":0.1,"resolution":1,"buckets":[[1]]}', 'pairs of numbers'],
    ['{"accuracy":0.1,"resolution":1,"buckets":[[1,0]]}', 'bucket 1 has a count of 0'],
    ['{"accuracy":0.1,"resolution":1,"buckets":[[1,-2]]}', 'bucket 1 has a count of -2'],
    ['{"accuracy":0.1,"resolution":1,"buckets":[[1.5,2]]}', 'bucket 1.5'],
    ['{"accuracy":0.1,"resolution":1,"buckets":[[2,1],[1,1]]}', 'bucket 1 after 2'],
    ['{"accuracy":0.1,"resolution":1,"buckets":[[2,1],[2,1]]}', 'bucket 2 after 2'],
  ])('%s is refused', (text, problem) => {
    expect(() => sketchFromJson(text)).toThrow(InvalidSketchError);
    expect(() => sketchFromJson(text)).toThrow(problem);
  });
});

describe('a quantile of a sketch', () => {
  it('is within the accuracy of the order statistics around it', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, p) => {
        fc.pre(all.length > 0);
        const sorted = all.toSorted((a, b) => a - b);
        const at = (sorted.length - 1) * p;
        const ends = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0].map(Math.abs);
        const error = Math.abs((sketchQuantile(sketchOf(all), p) ?? NaN) - (sampleQuantile(all, p) ?? NaN));
        const rounding = ROUNDING * Math.max(...ends);
        expect(error).toBeLessThanOrEqual(DEFAULT_GRID.accuracy * Math.max(...ends) + rounding + 1e-6);
      }),
    );
  });

  it('is within the accuracy for a log-normal sample, at every percentile', () => {
    const normal = seededNormal(11);
    const sample = Array.from({ length: 20_001 }, () => Math.exp(2 + normal()));
    const sketch = sketchOf(sample);
    for (const p of [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999]) {
      const truth = sampleQuantile(sample, p) ?? NaN;
      expect(Math.abs((sketchQuantile(sketch, p) ?? NaN) / truth - 1)).toBeLessThanOrEqual(0.005 + ROUNDING);
    }
  });

  it('of nothing is null', () => {
    expect(sketchQuantile(sketchOf([]), 0.5)).toBeNull();
    expect(quantileArm(sketchOf([]), 0.5)).toBeNull();
    expect(valueAtRank(sketchOf([]), 1)).toBeNull();
  });

  it('is refused outside of [0, 1]', () => {
    expect(() => sketchQuantile(sketchOf([1]), 1.1)).toThrow(OutOfRangeError);
    expect(() => quantileArm(sketchOf([1]), 1)).toThrow(OutOfRangeError);
  });
});

describe('a value at a rank', () => {
  it('lies in the bucket of the order statistic', () => {
    fc.assert(
      fc.property(values, (all) => {
        const sketch = sketchOf(all);
        all
          .toSorted((a, b) => a - b)
          .forEach((truth, i) => {
            const found = valueAtRank(sketch, i + 1) ?? NaN;
            expect(Math.abs(found - truth)).toBeLessThanOrEqual(0.0101 * Math.abs(truth) + 1e-6);
          });
      }),
    );
  });

  it('is null outside of the ranks there are', () => {
    expect(valueAtRank(sketchOf([1, 2]), 0)).toBeNull();
    expect(valueAtRank(sketchOf([1, 2]), 3)).toBeNull();
  });
});

describe('the arm of a quantile metric', () => {
  const sampleOf = (seed: number, n: number): readonly number[] => {
    const normal = seededNormal(seed);
    return Array.from({ length: n }, () => Math.exp(5 + normal()));
  };

  /** The same arm read off the values themselves. */
  function exactArm(sample: readonly number[], nu: number): QuantileArm {
    const sorted = sample.toSorted((a, b) => a - b);
    const ranks = quantileRanks({ n: sample.length, nu }).binomialExact;
    const [lo, up] = [sorted[(ranks?.lowerRank ?? 1) - 1] ?? 0, sorted[(ranks?.upperRank ?? 1) - 1] ?? 0];
    return { n: sample.length, nStar: sample.length, nu, q: sampleQuantile(sample, nu) ?? 0, lo, up };
  }

  it('is that of the values, within the width of a bucket', () => {
    for (const nu of [0.1, 0.5, 0.95]) {
      const sample = sampleOf(21, 4000);
      const [arm, exact] = [quantileArm(sketchOf(sample), nu), exactArm(sample, nu)];
      expect(arm).toMatchObject({ n: 4000, nStar: 4000, nu });
      for (const field of ['q', 'lo', 'up'] as const)
        expect(Math.abs((arm?.[field] ?? NaN) / exact[field] - 1)).toBeLessThan(0.0101);
    }
  });

  it('of one value has it on all three places', () => {
    const arm = quantileArm(sketchOf([40]), 0.5);
    expect(arm).toMatchObject({ n: 1, nStar: 1 });
    expect(new Set([arm?.q, arm?.lo, arm?.up]).size).toBe(1);
    expect(Math.abs((arm?.q ?? 0) / 40 - 1)).toBeLessThan(0.0101);
  });

  it('of very few values has the quantile between its limits', () => {
    for (const nu of [0.01, 0.5, 0.99])
      for (const few of [
        [0, -1],
        [1, 2, 300],
        [5, 5],
      ]) {
        const { q, lo, up } = quantileArm(sketchOf(few), nu) ?? { q: NaN, lo: NaN, up: NaN };
        expect(lo).toBeLessThanOrEqual(q);
        expect(up).toBeGreaterThanOrEqual(q);
      }
  });

  it('makes comparisons whose errors are those of the values', () => {
    const [one, other] = [sampleOf(31, 5000), sampleOf(32, 5000).map((value) => 1.1 * value)];
    const armOf = (sample: readonly number[]) => quantileArm(sketchOf(sample), 0.5) ?? exactArm(sample, 0.5);
    const [sketched, exact] = [
      compareQuantiles(armOf(one), armOf(other)),
      compareQuantiles(exactArm(one, 0.5), exactArm(other, 0.5)),
    ];
    expect((sketched.se ?? 0) / (exact.se ?? 1)).toBeCloseTo(1, 1);
    expect(Math.abs((sketched.estimate ?? 0) - (exact.estimate ?? 0))).toBeLessThan(0.3 * (exact.se ?? 0));
  });
});

describe('samples whose quantile lies on the end of a bucket', () => {
  /** A/A pairs of 100,000 units around the end of a bucket, as counts in the buckets to either side. */
  const grid = { accuracy: 0.02, resolution: 1 };
  const RUNS = 400;
  const N = 100_000;

  function winners(armOf: (buckets: readonly SketchBucket[]) => QuantileArm | null): number {
    const normal = seededNormal(77);
    const draw = () => {
      const below = Math.round(N / 2 + normal() * Math.sqrt(N / 4));
      return armOf([
        [100, Math.round(0.8 * below)],
        [101, below - Math.round(0.8 * below)],
        [102, Math.round((N - below) * 0.2)],
        [103, N - below - Math.round((N - below) * 0.2)],
      ]);
    };
    let found = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const [control, treatment] = [draw(), draw()];
      if (control === null || treatment === null) continue;
      found += (compareQuantiles(control, treatment).pValue ?? 1) < 0.05 ? 1 : 0;
    }
    return found / RUNS;
  }

  it('differ no more often than they should', () => {
    const rate = winners((buckets) => quantileArm(sketchOfBuckets(buckets, grid), 0.5));
    expect(rate).toBeLessThan(0.09);
    expect(rate).toBeGreaterThan(0.01);
  });

  it('control: read off the values that stand for the buckets, a third of them would differ', () => {
    const steps = (buckets: readonly SketchBucket[]): QuantileArm => {
      const ranks = quantileRanks({ n: N, nu: 0.5 }).binomialExact ?? { lowerRank: 1, upperRank: N };
      const at = (rank: number) => sketchQuantile(sketchOfBuckets(buckets, grid), (rank - 1) / (N - 1)) ?? 0;
      return {
        n: N,
        nStar: N,
        nu: 0.5,
        q: at(N / 2),
        lo: at(ranks.lowerRank),
        up: at(ranks.upperRank),
      };
    };
    expect(winners(steps)).toBeGreaterThan(0.3);
  });
});
