import {
  bucketOf,
  bucketRanges,
  compileRule,
  evaluate,
  isWithinShare,
  murmur3,
  murmurHash3,
} from '../src/index.js';
import { growthBookBucketV1, growthBookBucketV2 } from '../src/algorithms/growthbook.js';
import { md5Digest } from '../src/algorithms/md5.js';
import { sha256Digest } from '../src/algorithms/sha256.js';
import { unleashNumber } from '../src/algorithms/unleash.js';
import { instantOf } from '../src/targeting/instant.js';
import { highHash, lowHash } from '../src/targeting/member-hash.js';
import { compareVersions, versionOf } from '../src/targeting/version.js';
import { ALGORITHMS, flagOf, inputFrom, readCases, snapshotFrom } from './support/case-file.js';

const cases = readCases();

describe('cases.json, version 3', () => {
  it('is the version this implementation follows', () => {
    expect(cases.version).toBe(3);
  });

  it('has at least 400 cases', () => {
    const lists = Object.values(cases).filter((member) => Array.isArray(member));
    expect(lists.reduce((sum, list) => sum + list.length, 0)).toBeGreaterThanOrEqual(400);
  });
});

describe('hashes', () => {
  it.each(cases.hashes)('of $text with seed $seed', ({ text, seed, hash }) => {
    expect(murmurHash3(text, seed)).toBe(hash);
  });

  it.each(cases.memberHashes)('of the member $text', ({ text, hash }) => {
    expect([highHash(text), lowHash(text)]).toEqual(hash);
  });

  it.each(cases.digests)('$algorithm of $text', ({ algorithm, text, hex }) => {
    const digest = algorithm === 'md5' ? md5Digest(text) : sha256Digest(text);
    expect(Buffer.from(digest).toString('hex')).toBe(hex);
  });
});

describe('buckets', () => {
  it.each(cases.buckets)('of $unit with salt $salt', ({ salt, unit, bucket }) => {
    expect(bucketOf(salt, unit)).toBe(bucket);
  });

  it.each(cases.growthBookBuckets)(
    'of GrowthBook $version, $seed, $unit',
    ({ version, seed, unit, bucket }) => {
      expect((version === 1 ? growthBookBucketV1 : growthBookBucketV2)(seed, unit)).toBe(bucket);
    },
  );

  it.each(cases.unleashNumbers)('of Unleash, $group, $unit of $most', ({ group, unit, most, number }) => {
    expect(unleashNumber(group, unit, most)).toBe(number);
  });

  it.each(cases.shares)('$unit at $percent %: $within', ({ salt, unit, percent, within }) => {
    expect(isWithinShare(salt, unit, percent)).toBe(within);
  });

  it.each(cases.ranges)('split by $weights', ({ weights, bounds }) => {
    expect(bucketRanges(weights)).toEqual(bounds);
  });

  it.each(cases.spreads)('spread by $hashing at $percent %', (spread) => {
    const { salt, hashing, percent, weights, units, answers } = spread;
    const algorithm = hashing.algorithm === 'murmur3' ? murmur3 : ALGORITHMS[hashing.algorithm];
    const allocator = algorithm.allocate({ salt, hashing, trafficAllocation: percent, weights });
    const found = units.map((unit) => {
      const bucket = allocator.bucketOf(unit);
      return [allocator.takesPart(unit), bucket, allocator.variantAt(bucket)];
    });
    expect(found).toEqual(answers);
  });
});

describe('values', () => {
  it.each(cases.instants)('the instant $text', ({ text, milliseconds }) => {
    expect(instantOf(text) ?? null).toBe(milliseconds);
  });

  it.each(cases.versions)('the versions $left and $right', ({ left, right, order }) => {
    const [one, other] = [versionOf(left), versionOf(right)];
    expect(one && other ? Math.sign(compareVersions(one, other)) : null).toBe(order);
  });

  it.each(cases.patterns)('$pattern in $text', ({ pattern, text, matches }) => {
    const holds = compileRule({ op: 'matches', attribute: 'text', value: pattern });
    const facts = { unit: 'u', attributes: { text }, segment: () => undefined };
    expect(holds ? holds(facts) : null).toBe(matches);
  });
});

describe('rules', () => {
  it.each(cases.rules)('$name: $holds', ({ rule, unit = 'u', attributes, segments, holds }) => {
    const snapshot = snapshotFrom({ segments: segments ?? [] });
    const segment = (key: string, hash: string) => snapshot.segment(key, hash);
    expect(compileRule(rule)?.({ unit, attributes, segment }) ?? null).toBe(holds);
  });
});

describe('evaluations', () => {
  it.each([...cases.experiments, ...cases.rollouts])('alone: $name', ({ definition, input, expected }) => {
    const snapshot = snapshotFrom({ flags: [definition], digests: false });
    expect(evaluate(snapshot, flagOf(definition).key, input)).toEqual(expected);
  });

  it.each(cases.evaluations)('$name', ({ snapshot, flag, input, expected }) => {
    expect(evaluate(snapshotFrom(snapshot), flag, inputFrom(input))).toEqual(expected);
  });
});
