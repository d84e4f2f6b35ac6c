import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Allocator } from '../src/index.js';
import { growthBookV1, growthBookV2 } from '../src/algorithms/growthbook.js';
import { md5 } from '../src/algorithms/md5.js';
import { sha256 } from '../src/algorithms/sha256.js';
import { fractionsOf } from '../src/algorithms/share-bounds.js';
import { unleash } from '../src/algorithms/unleash.js';
import { unitAt } from './support/definitions.js';

// Each system's own rule, written down as it describes it and without our buckets: units that were spread by it must
// stay where they are.

const SEED = 20_240_601;
const SALT = 'checkout-1';
const UNITS = Array.from({ length: 100 }, (_, index) => unitAt(index));

const parts = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 6 });
const percent = fc.integer({ min: 0, max: 100 });

/** The variant of a unit, undefined for one that does not take part. */
const variantOf = (of: Allocator, unit: string): number | undefined =>
  of.takesPart(unit) ? of.variantAt(of.bucketOf(unit)) : undefined;

describe('GrowthBook', () => {
  interface Range {
    readonly start: number;
    readonly end: number;
  }

  /** The ranges of its documentation: fractions one after the other, each cut to the coverage. */
  function rangesOf(weights: readonly number[], coverage: number): readonly Range[] {
    let start = 0;
    return weights.map((weight) => {
      const range = { start, end: start + coverage * weight };
      start += weight;
      return range;
    });
  }

  const systems = [
    ['version 1', growthBookV1, 'growthbook-v1', 1_000],
    ['version 2', growthBookV2, 'growthbook-v2', 10_000],
  ] as const;

  it.each(systems)('%s gives every unit the variant of its own ranges', (_, system, algorithm, buckets) => {
    fc.assert(
      fc.property(parts, percent, (given, trafficAllocation) => {
        const weights = fractionsOf(given);
        const of = system.allocate({ salt: SALT, hashing: { algorithm }, trafficAllocation, weights: given });
        const ranges = rangesOf(weights, trafficAllocation / 100);
        for (const unit of UNITS) {
          const place = of.bucketOf(unit) / buckets;
          const index = ranges.findIndex(({ start, end }) => place >= start && place < end);
          expect(variantOf(of, unit)).toBe(index === -1 ? undefined : index);
        }
      }),
      { seed: SEED, numRuns: 30, endOnFailure: true },
    );
  });

  it('keeps fractions as they are where their sum is nearly 1, and makes fractions of other weights', () => {
    expect(fractionsOf([0.1, 0.2, 0.7])).toEqual([0.1, 0.2, 0.7]);
    expect(fractionsOf([0.333, 0.333, 0.333])).toEqual([0.333, 0.333, 0.333]);
    expect(fractionsOf([50, 50])).toEqual([0.5, 0.5]);
    expect(fractionsOf([1, 3])).toEqual([0.25, 0.75]);
  });

  it('leaves out whoever lies behind fractions that do not add up', () => {
    const plan = { salt: SALT, trafficAllocation: 100, weights: [0.33, 0.33, 0.3349] };
    const of = growthBookV2.allocate({ ...plan, hashing: { algorithm: 'growthbook-v2' } });
    const outside = Array.from({ length: 10_000 }, (_, bucket) => of.variantAt(bucket)).filter(
      (at) => at === -1,
    );
    expect(outside).toHaveLength(51);
  });
});

describe('Unleash', () => {
  /** Walks through the variants until their weights reach the unit's number. */
  function walk(weights: readonly number[], number: number): number {
    let sum = 0;
    return weights.findIndex((weight) => {
      sum += weight;
      return sum >= number;
    });
  }

  it('gives every unit the variant that its number leads to, for weights that add up to 1,000', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 999 }), { maxLength: 5 });
    fc.assert(
      fc.property(cuts, percent, (given, trafficAllocation) => {
        const bounds = [0, ...given.toSorted((one, other) => one - other), 1_000];
        const weights = bounds.slice(1).map((bound, index) => bound - (bounds[index] ?? 0));
        const hashing = { algorithm: 'unleash' } as const;
        const of = unleash.allocate({ salt: SALT, hashing, trafficAllocation, weights });
        for (const unit of UNITS)
          expect(of.variantAt(of.bucketOf(unit))).toBe(walk(weights, of.bucketOf(unit) + 1));
      }),
      { seed: SEED, numRuns: 30, endOnFailure: true },
    );
  });

  it('splits percentages as it splits thousandths', () => {
    const plan = { salt: SALT, hashing: { algorithm: 'unleash' }, trafficAllocation: 100 } as const;
    const [percentages, thousandths] = [
      unleash.allocate({ ...plan, weights: [10, 20, 70] }),
      unleash.allocate({ ...plan, weights: [100, 200, 700] }),
    ];
    for (const unit of UNITS) expect(variantOf(percentages, unit)).toBe(variantOf(thousandths, unit));
  });
});

describe.each([
  ['md5', md5],
  ['sha256', sha256],
] as const)('a digest modulo 100 (%s)', (algorithm, system) => {
  const numberOf = (text: string): number =>
    Number(BigInt(`0x${createHash(algorithm).update(text).digest('hex')}`) % 100n);

  it('lets in and splits by one number, as systems of this kind do', () => {
    fc.assert(
      fc.property(parts, percent, (given, trafficAllocation) => {
        const of = system.allocate({ salt: SALT, hashing: { algorithm }, trafficAllocation, weights: given });
        for (const unit of UNITS) {
          const number = numberOf(`${SALT}:${unit}`);
          let cumulative = 0;
          const index = fractionsOf(given).findIndex((weight) => {
            cumulative += weight;
            return number / 100 < cumulative;
          });
          // Behind a sum that rounding left below 1 the last variant goes on.
          const expected = index === -1 ? given.length - 1 : index;
          expect(variantOf(of, unit)).toBe(number < trafficAllocation ? expected : undefined);
        }
      }),
      { seed: SEED, numRuns: 20, endOnFailure: true },
    );
  });

  it.each([
    ['{unit}{salt}', (unit: string) => `${unit}${SALT}`],
    ['{unit}', (unit: string) => unit],
    ['{salt}_{unit}', (unit: string) => `${SALT}_${unit}`],
    ['v2/{unit}/{salt}', (unit: string) => `v2/${unit}/${SALT}`],
  ])('hashes the text %s', (text, whole) => {
    const plan = { salt: SALT, trafficAllocation: 100, weights: [1] };
    const of = system.allocate({ ...plan, hashing: { algorithm, text } });
    for (const unit of [...UNITS, '{salt}', '{unit}', '$&'])
      expect(of.bucketOf(unit)).toBe(numberOf(whole(unit)));
  });

  it('takes a salt by its letters', () => {
    const plan = { salt: '{unit}$&', trafficAllocation: 100, weights: [1] };
    const of = system.allocate({ ...plan, hashing: { algorithm } });
    expect(of.bucketOf('u')).toBe(numberOf('{unit}$&:u'));
  });
});
