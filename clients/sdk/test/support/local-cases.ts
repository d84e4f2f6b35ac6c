import type { ExperimentDefinition, FlagEvaluation } from '@assay/bucketing';
import { DEFINITION_FORMAT, experimentAnswer, featureAnswer } from '@assay/bucketing';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EvaluationContext } from '../../src/flag/evaluation-context.js';
import type { ServedFlag } from '../../src/flag/flag-details.js';
import { experiment, payload } from './definitions.js';

interface Segment {
  readonly members?: readonly string[];
  readonly [member: string]: unknown;
}

interface StoredFlag {
  readonly key: string;
  readonly format?: number;
  readonly hashing?: { readonly algorithm: string };
}

interface Evaluation {
  readonly name: string;
  readonly snapshot: {
    readonly flags?: readonly StoredFlag[];
    readonly holdouts?: readonly object[];
    readonly segments?: readonly Segment[];
    readonly algorithms?: readonly string[];
    readonly digests?: boolean;
  };
  readonly flag: string;
  readonly input: Readonly<Record<string, unknown>> & { readonly unit: string };
  readonly expected: FlagEvaluation;
}

interface Alone {
  readonly name: string;
  readonly definition: StoredFlag;
  readonly input: Evaluation['input'];
  readonly expected: FlagEvaluation;
}

interface Cases {
  readonly experiments: readonly Alone[];
  readonly rollouts: readonly Alone[];
  readonly evaluations: readonly Evaluation[];
  readonly rules: readonly {
    readonly name: string;
    readonly rule: object;
    readonly unit?: string;
    readonly attributes: unknown;
    readonly segments?: readonly Segment[];
    readonly holds: boolean | null;
  }[];
  readonly patterns: readonly { pattern: string; text: string; matches: boolean | null }[];
  readonly spreads: readonly {
    readonly salt: string;
    readonly hashing: { readonly algorithm: string };
    readonly percent: number;
    readonly weights: readonly number[];
    readonly units: readonly string[];
    readonly answers: readonly (readonly [boolean, number, number])[];
  }[];
}

const file = createRequire(__filename).resolve('@assay/bucketing/cases.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as Cases;

/** Only the gateway has these: earlier assignments, a tester's word, lists of members. */
const ONLY_THE_GATEWAY = ['sticky', 'stickies', 'forced', 'unitDigest'];
const asksTheGateway = ({ input, snapshot }: Evaluation): boolean =>
  ONLY_THE_GATEWAY.some((name) => name in input) ||
  (snapshot.segments ?? []).some(({ members }) => members !== undefined);

/** Cases for processes that have not loaded an algorithm or a digest: the SDK loads what a configuration needs. */
const withholds = ({ snapshot: { flags = [], algorithms = [] }, expected }: Evaluation): boolean =>
  expected.kind !== 'missing' &&
  (expected.reason === 'digest_missing' ||
    (expected.reason === 'unavailable' &&
      flags.some(({ hashing }) => hashing !== undefined && !algorithms.includes(hashing.algorithm))));

/** What depends on a definition of a newer format is asked of the gateway, which may know it. */
const isBeyondUs = ({ snapshot: { flags = [] }, expected }: Evaluation): boolean =>
  expected.kind === 'experiment' &&
  expected.reason === 'prerequisite_failed' &&
  flags.some(({ format = 1 }) => format > DEFINITION_FORMAT);

const configOf = ({ flags = [], holdouts = [], segments = [] }: Evaluation['snapshot']): string => {
  const rules = segments
    .filter(({ rule }) => rule !== undefined)
    .map((segment) => ({ kind: 'rule', ...segment }));
  return JSON.stringify(payload(flags, { holdouts, segments: rules }));
};

/** One question to the SDK's local evaluation, and what the vectors say about the answer. */
export interface LocalCase {
  readonly title: string;
  /** The configuration as the gateway would send it. */
  readonly config: string;
  readonly flag: string;
  readonly unit: string;
  readonly attributes: EvaluationContext;
  /** What of the answer the vectors tell. */
  readonly shown: (answer: ServedFlag | undefined) => unknown;
  readonly expected: unknown;
}

function expectedAnswer(definition: object, expected: FlagEvaluation) {
  if (expected.kind === 'missing') return undefined;
  if (expected.reason === 'unavailable' || expected.reason === 'digest_missing') return undefined;
  return expected.kind === 'experiment'
    ? experimentAnswer(definition as ExperimentDefinition, expected)
    : featureAnswer(expected);
}

const alone = [...cases.experiments, ...cases.rollouts].map(
  ({ name, definition, input, expected }): Evaluation => ({
    ...{ name, input, expected, flag: definition.key },
    snapshot: { flags: [definition] },
  }),
);
const local = [...alone, ...cases.evaluations].filter((one) => !asksTheGateway(one) && !withholds(one));

const evaluations = local.map((one): LocalCase => {
  const { name, snapshot, flag, input, expected } = one;
  const definition = snapshot.flags?.find(({ key }) => key === flag) ?? {};
  return {
    ...{ title: name, config: configOf(snapshot), flag, unit: input.unit },
    attributes: (input['attributes'] ?? {}) as EvaluationContext,
    shown: (answer) => answer,
    expected: isBeyondUs(one) ? undefined : expectedAnswer(definition, expected),
  };
});

/** What the reason for an experiment's answer says about its targeting. */
const REASONS = new Map<boolean | null, string | undefined>([
  [true, 'split'],
  [false, 'targeting_mismatch'],
  [null, undefined],
]);

const asTargeting = (rule: object, segments: readonly Segment[] = []): string =>
  configOf({ flags: [{ ...experiment(), targeting: rule } as StoredFlag], segments });

const reasonOf = { flag: 'checkout', shown: (answer: ServedFlag | undefined) => answer?.metadata['reason'] };

const rules = cases.rules
  .filter(({ segments = [] }) => segments.every(({ members }) => members === undefined))
  .map(({ name, rule, unit = 'u', attributes, segments, holds }): LocalCase => ({
    ...{ ...reasonOf, title: `rule: ${name}`, config: asTargeting(rule, segments), unit },
    attributes: (attributes ?? {}) as EvaluationContext,
    expected: REASONS.get(holds),
  }));

const patterns = cases.patterns.map(({ pattern, text, matches }): LocalCase => ({
  ...{ ...reasonOf, title: `${pattern} in ${text}`, unit: 'u', attributes: { text } },
  config: asTargeting({ op: 'matches', attribute: 'text', value: pattern }),
  expected: REASONS.get(matches),
}));

const spreads = cases.spreads.flatMap(({ salt, hashing, percent, weights, units, answers }) => {
  const variants = weights.map((weight, index) => ({
    ...{ key: `v${String(index)}`, isControl: index === 0, weight, config: {} },
  }));
  const definition = { ...experiment(), salt, hashing, trafficAllocation: percent, variants } as StoredFlag;
  const config = configOf({ flags: [definition] });
  // Nobody is evaluated without a unit.
  return units.flatMap((unit, index): LocalCase[] => {
    const [takesPart, , variant] = answers[index] ?? [false, 0, -1];
    const title = `${unit} by ${hashing.algorithm} at ${String(percent)} %`;
    const shown = (answer: ServedFlag | undefined) =>
      answer?.metadata['reason'] === 'split' ? answer.variant : undefined;
    const expected = takesPart && variant >= 0 ? `v${String(variant)}` : undefined;
    return unit === '' ? [] : [{ title, config, flag: 'checkout', unit, attributes: {}, shown, expected }];
  });
});

/** How much of the evaluations a client answers itself; the others are the gateway's. */
export const shareOfEvaluations = local.length / (alone.length + cases.evaluations.length);

/** Every case of cases.json that concerns what a client evaluates itself. */
export const LOCAL_CASES: readonly LocalCase[] = [...evaluations, ...rules, ...patterns, ...spreads];
