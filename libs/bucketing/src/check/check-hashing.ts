import type { ExperimentDefinition } from '../definition/definition.js';
import type { GateRule, Hashing, HashingAlgorithm } from '../definition/hashing.js';
import { saltOf } from '../evaluation/prepared-experiment.js';
import type { BucketingAlgorithm } from '../hash/bucketing-algorithm.js';
import type { DefinitionProblem } from './definition-problem.js';
import { problem, under } from './definition-problem.js';

const ALGORITHMS: Readonly<Record<HashingAlgorithm, true>> = {
  murmur3: true,
  md5: true,
  sha256: true,
  'growthbook-v1': true,
  'growthbook-v2': true,
  unleash: true,
};
const GATES: Readonly<Record<GateRule, true>> = { independent: true, coverage: true, shared: true };

const occurrences = (text: string, part: string): number => text.split(part).length - 1;

function isText(text: unknown, algorithm: unknown): boolean {
  if (typeof text !== 'string' || (algorithm !== 'md5' && algorithm !== 'sha256')) return false;
  return occurrences(text, '{unit}') === 1 && occurrences(text, '{salt}') <= 1 && text.length <= 200;
}

const isIn = (table: object, value: unknown): boolean =>
  typeof value === 'string' && Object.hasOwn(table, value);

/**
 * Is this a way to spread units that exists?
 * @returns the problems, empty for a `Hashing`
 * @example checkHashing({ algorithm: 'crc32' })[0]?.code // 'HASHING_ALGORITHM_UNKNOWN'
 */
export function checkHashing(
  hashing: { readonly algorithm?: unknown; readonly gate?: unknown; readonly text?: unknown },
  path = 'hashing',
): readonly DefinitionProblem[] {
  const { algorithm, gate, text } = hashing;
  const known = Object.keys(ALGORITHMS).join(', ');
  return [
    ...(isIn(ALGORITHMS, algorithm)
      ? []
      : [problem('HASHING_ALGORITHM_UNKNOWN', under(path, 'algorithm'), algorithm, `one of ${known}`)]),
    ...(gate === undefined || isIn(GATES, gate)
      ? []
      : [
          problem(
            'HASHING_GATE_UNKNOWN',
            under(path, 'gate'),
            gate,
            `one of ${Object.keys(GATES).join(', ')}`,
          ),
        ]),
    ...(text === undefined || isText(text, algorithm)
      ? []
      : [
          problem(
            'HASHING_TEXT_INVALID',
            under(path, 'text'),
            text,
            'for md5 and sha256: {unit} once, {salt} at most once, at most 200 characters',
          ),
        ]),
  ];
}

/** A variant that gets fewer of the units that take part than its weight says. */
export interface StarvedVariant {
  readonly variant: string;
  /** The share that its weight promises. */
  readonly expected: number;
  /** The share that it gets. */
  readonly actual: number;
}

/** Less than this part of what is promised counts as starving; rounding to few buckets stays above it. */
const ENOUGH = 0.9;

/**
 * Which variants does this way of spreading starve? With the gate and the variant chosen by one hash, a share of the
 * traffic lets in only the units of the first variants. A warning, not a refusal: a team that comes from a system
 * that does this keeps its units where they are, and should know.
 * @param definition with its allocation, weights and hashing
 * @param algorithm that the definition names
 * @example starvedVariants({ ...at10Percent, hashing: { algorithm: 'md5' } }, md5) // [{ variant: 'treatment', … }]
 */
export function starvedVariants(
  definition: ExperimentDefinition,
  algorithm: BucketingAlgorithm,
): readonly StarvedVariant[] {
  const { variants, trafficAllocation, hashing } = definition;
  const weights = variants.map(({ weight }) => weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const used: Hashing = hashing ?? { algorithm: 'murmur3' };
  const plan = { salt: saltOf(definition), hashing: used, trafficAllocation, weights };
  const { propensities } = algorithm.allocate(plan);
  if (trafficAllocation <= 0) return [];
  return variants
    .map(({ key, weight }, index) => ({
      variant: key,
      expected: weight / total,
      actual: propensities[index] ?? 0,
    }))
    .filter(({ expected, actual }) => actual < expected * ENOUGH);
}
