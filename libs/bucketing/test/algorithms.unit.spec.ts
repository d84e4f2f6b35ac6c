import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Allocator, GateRule, HashingAlgorithm } from '../src/index.js';
import { murmur3 } from '../src/index.js';
import { digestModulo } from '../src/algorithms/digest.algorithm.js';
import { growthBookBucketV1, growthBookBucketV2 } from '../src/algorithms/growthbook.js';
import { md5Digest } from '../src/algorithms/md5.js';
import { sha256Digest, sha256Hex } from '../src/algorithms/sha256.js';
import { unleashNumber } from '../src/algorithms/unleash.js';
import { ALGORITHMS } from './support/case-file.js';
import { unitAt } from './support/definitions.js';

const SEED = 20_240_601;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function allocator(
  name: HashingAlgorithm,
  { percent = 100, weights = [1, 1], gate }: { percent?: number; weights?: number[]; gate?: GateRule } = {},
): Allocator {
  const algorithm = name === 'murmur3' ? murmur3 : ALGORITHMS[name];
  const hashing = { algorithm: name, ...(gate === undefined ? {} : { gate }) };
  return algorithm.allocate({ salt: 'checkout-1', hashing, trafficAllocation: percent, weights });
}

describe('known values of other systems', () => {
  it('GrowthBook version 2 puts "a" with the seed "seed" at 0.0505', () => {
    expect(growthBookBucketV2('seed', 'a') / 10_000).toBe(0.0505);
  });

  it('GrowthBook version 1 puts "a" without a seed at 0.22', () => {
    expect(growthBookBucketV1('', 'a') / 1_000).toBe(0.22);
  });

  it.each([
    ['123', 'gr1', 73],
    ['999', 'groupX', 25],
  ])('Unleash gives %s in %s the number %i', (unit, group, number) => {
    expect(unleashNumber(group, unit, 100)).toBe(number);
  });

  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    [
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
      '57edf4a22be3c955ac49da2e2107b67a',
    ],
  ])('the MD5 of %j is that of RFC 1321', (text, expected) => {
    expect(hex(md5Digest(text))).toBe(expected);
  });

  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('the SHA-256 of %j is that of FIPS 180', (text, expected) => {
    expect(sha256Hex(text)).toBe(expected);
  });
});

describe('digests', () => {
  it('are those of the platform, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const bytes = new TextEncoder().encode(text);
        expect(hex(md5Digest(text))).toBe(createHash('md5').update(bytes).digest('hex'));
        expect(hex(sha256Digest(text))).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it('are read as one big-endian unsigned integer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 32 }), (bytes) => {
        expect(digestModulo(bytes)).toBe(Number(BigInt(`0x${hex(bytes)}`) % 100n));
      }),
      { seed: SEED },
    );
  });
});

describe('gates', () => {
  const names: readonly HashingAlgorithm[] = [
    'murmur3',
    'md5',
    'sha256',
    'growthbook-v1',
    'growthbook-v2',
    'unleash',
  ];
  const gates: readonly GateRule[] = ['independent', 'coverage', 'shared'];
  const all = names.flatMap((name) => gates.map((gate) => [name, gate] as const));
  const UNITS = 5_000;

  it.each(all)('%s, %s: growing from 10 to 20 to 50 % moves nobody who is in', (name, gate) => {
    const [small, middle, large] = [10, 20, 50].map((percent) => allocator(name, { percent, gate }));
    const variantOf = (of: Allocator | undefined, unit: string) =>
      of?.takesPart(unit) ? of.variantAt(of.bucketOf(unit)) : undefined;
    const counts = { in: 0, moved: 0 };
    for (let index = 0; index < UNITS; index += 1) {
      const [first, then, last] = [small, middle, large].map((of) => variantOf(of, unitAt(index)));
      if (first !== undefined) counts.in += 1;
      if (first !== undefined && then !== first) counts.moved += 1;
      if (then !== undefined && last !== then) counts.moved += 1;
    }
    expect(counts.moved).toBe(0);
    expect(counts.in).toBeGreaterThan(UNITS * 0.08);
  });

  it.each(all)('%s, %s: nobody at 0 %, everybody at 100 %', (name, gate) => {
    const [none, everybody] = [0, 100].map((percent) => allocator(name, { percent, gate }));
    for (let index = 0; index < 1_000; index += 1) {
      expect(none?.takesPart(unitAt(index))).toBe(false);
      expect(everybody?.takesPart(unitAt(index))).toBe(true);
    }
  });

  it.each(all)('%s, %s: whoever takes part is drawn a variant, as often as it says', (name, gate) => {
    const of = allocator(name, { percent: 40, weights: [1, 3], gate });
    const counts = [0, 0];
    for (let index = 0; index < UNITS; index += 1) {
      const unit = unitAt(index);
      const variant = of.variantAt(of.bucketOf(unit));
      if (of.takesPart(unit)) counts[variant] = (counts[variant] ?? 0) + 1;
    }
    const total = counts.reduce((sum, count) => sum + count, 0);
    expect(of.propensities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    counts.forEach((count, index) => expect(count / total).toBeCloseTo(of.propensities[index] ?? 0, 1));
  });

  it('coverage follows the weights, and says so', () => {
    expect(allocator('growthbook-v2').gateFollowsWeights).toBe(true);
    expect(allocator('murmur3').gateFollowsWeights).toBe(false);
  });

  it('two salts: at 10 % and equal weights both variants get half of the tenth', () => {
    const { propensities } = allocator('murmur3', { percent: 10 });
    expect(propensities).toEqual([0.5, 0.5]);
  });

  it('control: with one hash for both, the second variant starves', () => {
    expect(allocator('murmur3', { percent: 10, gate: 'shared' }).propensities).toEqual([1, 0]);
  });
});
