import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { bucketRanges, compileRule, evaluate, murmur3 } from '../src/index.js';
import type { Cases } from './support/case-file.js';
import { ALGORITHMS, inputFrom, snapshotFrom } from './support/case-file.js';
import { describeWithPython, runCases } from './support/python.js';
import * as random from './support/random-cases.js';

const SEED = 20_240_601;
const sample = <Value>(arbitrary: fc.Arbitrary<Value>, numRuns: number): readonly Value[] =>
  fc.sample(arbitrary, { seed: SEED, numRuns });

const spread = fc.record({
  salt: fc.constantFrom('s-1', 'søk', ''),
  hashing: random.hashing,
  percent: random.percent,
  weights: random.weights,
  units: fc.array(random.unit, { minLength: 5, maxLength: 5 }),
});

type Spread = Cases['spreads'][number];

function spreadAnswers({
  salt,
  hashing,
  percent,
  weights,
  units,
}: Omit<Spread, 'answers'>): Spread['answers'] {
  const algorithm = hashing.algorithm === 'murmur3' ? murmur3 : ALGORITHMS[hashing.algorithm];
  const allocator = algorithm.allocate({ salt, hashing, trafficAllocation: percent, weights });
  return units.map((unit) => {
    const bucket = allocator.bucketOf(unit);
    return [allocator.takesPart(unit), bucket, allocator.variantAt(bucket)] as const;
  });
}

const spreads = sample(spread, 500).map((given) => ({ ...given, answers: spreadAnswers(given) }));

const rules = sample(fc.tuple(random.rule, random.attributes, random.unit), 3_000).map(
  ([rule, attributes, unit]) => {
    const snapshot = snapshotFrom({ segments: random.segments });
    const segment = (key: string, hash: string) => snapshot.segment(key, hash);
    const holds = compileRule(rule)?.({ unit, attributes, segment }) ?? null;
    return { name: 'random', rule, attributes, unit, segments: random.segments, holds };
  },
);

const evaluations = sample(random.evaluation, 3_000).map((given) => ({
  ...given,
  expected: evaluate(snapshotFrom(given.snapshot), given.flag, inputFrom(given.input)),
}));

const ranges = sample(random.weights, 300).map((weights) => ({ weights, bounds: bucketRanges(weights) }));

const NOTHING: Cases = {
  version: 2,
  hashes: [],
  memberHashes: [],
  digests: [],
  growthBookBuckets: [],
  unleashNumbers: [],
  buckets: [],
  shares: [],
  ranges: [],
  spreads: [],
  instants: [],
  versions: [],
  patterns: [],
  rules: [],
  experiments: [],
  rollouts: [],
  evaluations: [],
};

function inPython(cases: Partial<Cases>) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-random-'));
  try {
    const file = join(folder, 'cases.json');
    writeFileSync(file, JSON.stringify({ ...NOTHING, ...cases }));
    return runCases(file).lines;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describeWithPython('random cases have the same answers in both languages', () => {
  it('evaluations of everything at once', () => {
    expect(inPython({ evaluations })).toEqual(['3000 cases, 0 failed']);
  });

  it('rules over any attributes', () => {
    expect(inPython({ rules })).toEqual(['3000 cases, 0 failed']);
  });

  it('ways to spread units, by every algorithm and gate', () => {
    expect(inPython({ spreads })).toEqual(['500 cases, 0 failed']);
  });

  it('ranges of any weights', () => {
    expect(inPython({ ranges })).toEqual(['300 cases, 0 failed']);
  });
});

describe('the random cases', () => {
  it('reach every step of an evaluation', () => {
    const reasons = new Set(evaluations.map(({ expected }) => expected.reason));
    expect([...reasons].sort()).toEqual([
      'bandit',
      'digest_missing',
      'holdout',
      'no_winner',
      'not_in_layer',
      'not_in_traffic',
      'not_started',
      'override',
      'paused',
      'prerequisite_failed',
      'split',
      'sticky',
      'targeting_mismatch',
      'unavailable',
      'unit_missing',
      'winner',
    ]);
  });

  it('have rules that hold, that do not, and that cannot be read', () => {
    const counts = new Map<boolean | null, number>();
    for (const { holds } of rules) counts.set(holds, (counts.get(holds) ?? 0) + 1);
    for (const answer of [true, false, null]) expect(counts.get(answer)).toBeGreaterThan(100);
  });
});
