import type { ExperimentDefinition, FlagEvaluation } from '@assay/bucketing';
import { DEFINITION_FORMAT, experimentAnswer, rolloutAnswer } from '@assay/bucketing';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EvaluationContext } from '../src/flag/evaluation-context.js';
import { LocalFlags } from '../src/config/local-flags.js';
import { experiment, payload } from './support/definitions.js';

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

async function answered({ snapshot, flag, input }: Pick<Evaluation, 'snapshot' | 'flag' | 'input'>) {
  const flags = await LocalFlags.of(configOf(snapshot));
  return flags.evaluate(flag, input.unit, (input['attributes'] ?? {}) as EvaluationContext);
}

function expectedAnswer(definition: object, expected: FlagEvaluation) {
  if (expected.kind === 'missing') return undefined;
  if (expected.reason === 'unavailable' || expected.reason === 'digest_missing') return undefined;
  return expected.kind === 'rollout'
    ? rolloutAnswer(expected)
    : experimentAnswer(definition as ExperimentDefinition, expected);
}

const alone = [...cases.experiments, ...cases.rollouts].map(
  ({ name, definition, input, expected }): Evaluation => ({
    ...{ name, input, expected, flag: definition.key },
    snapshot: { flags: [definition] },
  }),
);
const local = [...alone, ...cases.evaluations].filter((one) => !asksTheGateway(one) && !withholds(one));

describe('cases.json, evaluated by the SDK', () => {
  it('is most of its evaluations; the others are the gateway’s', () => {
    expect(local.length).toBeGreaterThan(100);
    expect(local.length / (alone.length + cases.evaluations.length)).toBeGreaterThan(0.7);
  });

  it.each(local)('$name', async (one) => {
    const { snapshot, flag, input, expected } = one;
    const definition = snapshot.flags?.find(({ key }) => key === flag) ?? {};
    const answer = await answered({ snapshot, flag, input });
    expect(answer).toEqual(isBeyondUs(one) ? undefined : expectedAnswer(definition, expected));
  });
});

describe('rules, as the targeting of an experiment', () => {
  const rules = cases.rules.filter(({ segments = [] }) =>
    segments.every(({ members }) => members === undefined),
  );
  const reasons = new Map<boolean | null, string | undefined>([
    [true, 'split'],
    [false, 'targeting_mismatch'],
    [null, undefined],
  ]);

  it.each(rules)('$name: $holds', async ({ rule, unit = 'u', attributes, segments, holds }) => {
    const flags = [{ ...experiment(), targeting: rule }];
    const snapshot = { flags, ...(segments === undefined ? {} : { segments }) };
    const answer = await answered({ snapshot, flag: 'checkout', input: { unit, attributes } });
    expect(answer?.metadata['reason']).toBe(reasons.get(holds));
  });

  it.each(cases.patterns)('$pattern in $text', async ({ pattern, text, matches }) => {
    const flags = [{ ...experiment(), targeting: { op: 'matches', attribute: 'text', value: pattern } }];
    const answer = await answered({
      snapshot: { flags },
      flag: 'checkout',
      input: { unit: 'u', attributes: { text } },
    });
    expect(answer?.metadata['reason']).toBe(reasons.get(matches));
  });
});

describe('every algorithm, as the hashing of an experiment', () => {
  it.each(cases.spreads)('spread by $hashing at $percent %', async (spread) => {
    const { salt, hashing, percent, weights, units, answers } = spread;
    const variants = weights.map((weight, index) => ({
      ...{ key: `v${String(index)}`, isControl: index === 0, weight, config: {} },
    }));
    const definition = { ...experiment(), salt, hashing, trafficAllocation: percent, variants };
    const flags = await LocalFlags.of(JSON.stringify(payload([definition])));
    const found = units.map((unit) => {
      const answer = flags.evaluate('checkout', unit, {});
      return unit === '' ? '' : answer?.metadata['reason'] === 'split' ? answer.variant : undefined;
    });
    const wanted = units.map((unit, index) => {
      const [takesPart, , variant] = answers[index] ?? [false, 0, -1];
      return unit === '' ? '' : takesPart && variant >= 0 ? `v${String(variant)}` : undefined;
    });
    expect(found).toEqual(wanted);
  });
});
