import fc from 'fast-check';
import type { ExperimentDefinition, Hashing, HashingAlgorithm, TargetingRule } from '../../src/index.js';
import { unitDigestText } from '../../src/index.js';
import { sha256Hex } from '../../src/algorithms/sha256.js';
import type { Cases, StoredSnapshot } from './case-file.js';
import { ALGORITHMS } from './case-file.js';
import { assigned, experiment } from './definitions.js';

type Evaluation = Omit<Cases['evaluations'][number], 'expected'>;

export const unit = fc.oneof(
  fc.integer({ min: 0, max: 30 }).map((index) => `visitor-${String(index)}`),
  fc.constantFrom('', 'é', '日本語', '😀', 'a:b', '{salt}'),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

const algorithm = fc.constantFrom<HashingAlgorithm>(
  'murmur3',
  ...(Object.keys(ALGORITHMS) as (keyof typeof ALGORITHMS)[]),
);

export const hashing: fc.Arbitrary<Hashing> = fc
  .record(
    {
      algorithm,
      gate: fc.constantFrom('independent' as const, 'coverage' as const, 'shared' as const),
    },
    { requiredKeys: ['algorithm'] },
  )
  .chain((given) =>
    given.algorithm === 'md5' || given.algorithm === 'sha256'
      ? fc.constantFrom(given, { ...given, text: '{unit}{salt}' }, { ...given, text: 'x-{unit}' })
      : fc.constant(given),
  );

export const percent = fc.oneof(
  fc.constantFrom(0, 0.001, 10, 33.333, 50, 99.999, 100),
  fc.integer({ min: 0, max: 100_000 }).map((thousandths) => thousandths / 1_000),
);

export const weights = fc.array(
  fc.oneof(
    fc.integer({ min: 1, max: 100 }),
    fc.integer({ min: 1, max: 100_000 }).map((thousandths) => thousandths / 1_000),
  ),
  { minLength: 1, maxLength: 6 },
);

const text = fc.constantFrom(
  '',
  'a',
  'b',
  'DE',
  'FR',
  '1',
  '1.2.3',
  '1.2.3-rc.1',
  '2026-01-05',
  'x@example.com',
);
const scalar = fc.oneof(text, fc.constantFrom(0, 1, 1.5, -3, 1_767_603_600_000), fc.boolean());
const attribute = fc.constantFrom('a', 'b', 'c.d', 'c.e.f', 'missing', '__proto__');
const value = fc.oneof(scalar, fc.constant(null), fc.array(scalar, { maxLength: 4 }));

export const attributes = fc.record(
  { a: value, b: value, c: fc.oneof(value, fc.record({ d: value, e: fc.record({ f: value }) })) },
  { requiredKeys: [] },
);

const OPERATORS = [
  'equals',
  'not_equals',
  'less_than',
  'at_most',
  'greater_than',
  'at_least',
  'before',
  'not_before',
  'after',
  'not_after',
  'version_equals',
  'version_less_than',
  'version_at_most',
  'version_greater_than',
  'version_at_least',
  'contains',
  'starts_with',
  'ends_with',
  'matches',
  'near',
] as const;
const LIST_OPERATORS = ['in', 'not_in', 'has_any', 'has_all', 'has_none'] as const;

// Operands of any type: half of these rules cannot be read, which both sides must see alike.
const comparison = fc.oneof(
  fc.record({ op: fc.constantFrom(...OPERATORS), attribute, value: scalar }),
  fc.record({
    op: fc.constantFrom(...LIST_OPERATORS),
    attribute,
    values: fc.array(scalar, { maxLength: 4 }),
  }),
  fc.record({ op: fc.constant('exists'), attribute }),
  fc.record({
    op: fc.constant('in_segment'),
    segment: fc.constantFrom('list', 'rule', 'gone'),
    hash: fc.constant('h1'),
  }),
);

const { rule: anyRule } = fc.letrec<{ rule: unknown }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3 },
    comparison,
    fc.record({ op: fc.constant('not'), rule: tie('rule') }),
    fc.record({ op: fc.constantFrom('all', 'any'), rules: fc.array(tie('rule'), { maxLength: 3 }) }),
  ),
}));

export const rule = anyRule as fc.Arbitrary<TargetingRule>;

export const segments: NonNullable<StoredSnapshot['segments']> = [
  { key: 'list', hash: 'h1', members: ['visitor-1', 'visitor-2', 'visitor-3', 'é'] },
  { key: 'rule', hash: 'h1', rule: { op: 'equals', attribute: 'a', value: 'DE' } },
];

const holdouts = fc.array(
  fc.record({
    key: fc.constantFrom('one', 'two'),
    scope: fc.constantFrom('global' as const, 'group' as const),
    salt: fc.constantFrom('h1', 'h2'),
    percent,
  }),
  { maxLength: 1 },
);

const range = fc
  .tuple(fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 1, max: 10_000 }))
  .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));

const prerequisite = fc.record({
  flag: fc.constantFrom('other', 'search', 'gone', 'checkout'),
  variants: fc.subarray(['on', 'off', 'v0', 'v1'], { minLength: 1 }),
});

const overrides = fc.record(
  {
    units: fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 3 }).map((indices) =>
      indices.map((index) => ({
        digest: sha256Hex(unitDigestText('checkout', `visitor-${String(index)}`)),
        variant: 'v1',
      })),
    ),
    rules: fc.array(fc.record({ when: rule, variant: fc.constantFrom('v0', 'v9') }), { maxLength: 1 }),
  },
  { requiredKeys: [] },
);

const variantsOf = (given: readonly number[]): ExperimentDefinition['variants'] =>
  given.map((weight, index) => ({
    key: `v${String(index)}`,
    isControl: index === 0,
    weight,
    config: { index },
  }));

/** Any experiment; most of them run and refer to little, so that all steps are reached. */
const definition = fc
  .record(
    {
      status: fc.constantFrom(
        ...(['running', 'running', 'running', 'running', 'paused', 'concluded', 'draft'] as const),
      ),
      winner: fc.constantFrom(null, 'v0', 'v1', 'v9'),
      trafficAllocation: percent,
      salt: fc.constantFrom('s-1', 'søk', ''),
      bandit: fc.boolean(),
      bucketVersion: fc.integer({ min: 1, max: 3 }),
      variants: weights.map(variantsOf),
      hashing: hashing,
      overrides,
      holdouts: fc.subarray(['one', 'two', 'gone']),
      layer: fc.record({
        layer: fc.constant('pages'),
        salt: fc.constantFrom('p1', 'p2'),
        ranges: fc.array(range, { maxLength: 3 }),
      }),
      prerequisites: fc.array(prerequisite, { maxLength: 2 }),
      targeting: rule,
      format: fc.constantFrom(1, 2, 2, 2, 2, 2, 3),
    },
    { requiredKeys: ['status', 'variants', 'salt', 'trafficAllocation'] },
  )
  .map((given) => experiment(given as Partial<ExperimentDefinition>));

const storedRollout = fc
  .record({ percentage: percent, isDenied: fc.boolean(), status: fc.constantFrom('in_progress', 'planned') })
  .map(({ percentage, isDenied, status }) => ({
    kind: 'rollout' as const,
    key: 'search',
    status: status,
    salt: 'search-1',
    revision: 'r1',
    percentage,
    activation: null,
    allow: [],
    deny: isDenied ? [sha256Hex(unitDigestText('search', 'visitor-1'))] : [],
  }));

/** One unit that asks a random snapshot for the flag `checkout`. */
export const evaluation: fc.Arbitrary<Evaluation> = fc
  .record({
    name: fc.constant('random'),
    flags: fc.tuple(definition, definition, storedRollout),
    holdouts,
    algorithms: fc.subarray(Object.keys(ALGORITHMS) as (keyof typeof ALGORITHMS)[], { minLength: 4 }),
    digests: fc.boolean(),
    input: fc.record(
      {
        unit,
        attributes,
        sticky: fc
          .tuple(fc.constantFrom('v0', 'v1', 'v9').map(assigned), fc.option(unit, { nil: undefined }))
          .map(([held, of]) => (of === undefined ? held : { ...held, unit: of })),
        forced: fc.constantFrom('v1', 'v9'),
        stickies: fc.record({ other: fc.constantFrom('v0', 'v1').map(assigned) }, { requiredKeys: [] }),
      },
      { requiredKeys: ['unit'] },
    ),
  })
  .map(({ name, flags: [first, second, rollout], holdouts: held, algorithms, digests, input }) => ({
    name,
    snapshot: {
      flags: [first, { ...second, key: 'other' }, rollout],
      holdouts: held,
      segments,
      algorithms,
      digests,
    },
    flag: 'checkout',
    input: input,
  }));
