import fc from 'fast-check';
import {
  BUCKETS,
  bucketOf,
  bucketRanges,
  gateSalt,
  holdoutSalt,
  isWithinShare,
  layerSalt,
  shareLimit,
  variantSalt,
} from '../../src/index.js';

const SEED = 20_240_601;
const weights = fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 50 });

describe('bucketOf', () => {
  it('stays within 0 to 9,999 for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (salt, unit) => {
        const bucket = bucketOf(salt, unit);
        return Number.isInteger(bucket) && bucket >= 0 && bucket < BUCKETS;
      }),
      { seed: SEED },
    );
  });
});

describe('bucketRanges', () => {
  it('ends at 10,000, rises, and stays within a bucket of every share that is larger than one', () => {
    fc.assert(
      fc.property(weights, (given) => {
        const bounds = bucketRanges(given);
        const rises = bounds.every((bound, index) => bound > (bounds[index - 1] ?? 0));
        return rises && bounds.at(-1) === BUCKETS && bounds.length === given.length;
      }),
      { seed: SEED },
    );
  });

  it('keeps a share to within one bucket where no neighbour is tiny', () => {
    const given = [3, 5, 7, 11, 13];
    const bounds = bucketRanges(given);
    given.forEach((weight, index) => {
      const width = (bounds[index] ?? 0) - (bounds[index - 1] ?? 0);
      expect(Math.abs(width - (weight / 39) * BUCKETS)).toBeLessThanOrEqual(1);
    });
  });

  it('does not depend on the scale of the weights', () => {
    expect(bucketRanges([1, 2, 3])).toEqual(bucketRanges([1000, 2000, 3000]));
  });

  it('is empty for no weights', () => {
    expect(bucketRanges([])).toEqual([]);
  });
});

describe('isWithinShare', () => {
  it('agrees with the bucket for whole hundredths of a percent', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: BUCKETS }), (unit, hundredths) => {
        const expected = bucketOf('s', unit) < hundredths;
        return isWithinShare('s', unit, hundredths / 100) === expected;
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it('lets nobody in for what is not a number', () => {
    expect(isWithinShare('s', 'u', Number.NaN)).toBe(false);
  });
});

describe('shareLimit', () => {
  it('decides every hash as whole numbers do', () => {
    const percent = fc.oneof(
      fc.integer({ min: 0, max: 100_000 }).map((share) => share / 1_000),
      fc.double(),
    );
    const hash = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(percent, hash, fc.integer({ min: -2, max: 2 }), (given, far, step) => {
        const share = given >= 100 ? 100_000n : given > 0 ? BigInt(Math.round(given * 1_000)) : 0n;
        const limit = shareLimit(given);
        const near = Math.min(Math.max(Math.round(limit) + step, 0), 2 ** 32 - 1);
        for (const each of [far, near])
          expect(each < limit).toBe(BigInt(each) * 100_000n < share * 2n ** 32n);
      }),
      { seed: SEED, numRuns: 5_000 },
    );
  });

  it.each([
    [0, 0],
    [-1, 0],
    [Number.NaN, 0],
    [50, 2 ** 31],
    [100, 2 ** 32],
    [1_000, 2 ** 32],
  ])('at %p %% is %p', (percent, limit) => {
    expect(shareLimit(percent)).toBe(limit);
  });
});

describe('salts', () => {
  it('are different for every choice', () => {
    const salts = [gateSalt('s'), variantSalt('s'), layerSalt('s'), holdoutSalt('s'), 's'];
    expect(new Set(salts).size).toBe(5);
  });
});
