import type { RolloutDefinition } from '../definition/definition.js';
import { bucketOf, gateSalt } from '../hash/bucket.js';
import type { RolloutQuestion } from './evaluate-rollout.js';
import {
  allowed,
  audience,
  available,
  denied,
  digestMissing,
  notStarted,
  percentage,
  ROLLOUT_RULES,
  rolledBack,
} from './evaluate-rollout.js';
import type { Explanation, RolloutEvaluation, RolloutInput } from './evaluation.js';
import { isInAny, missingSegments } from './rollout-segments.js';
import type { RuleInputs } from './rules.js';
import { explained } from './rules.js';

type Inputs = Readonly<Record<string, unknown>>;

const status = ({ rollout }: RolloutQuestion): Inputs => ({ status: rollout.status });
const digest = ({ input }: RolloutQuestion): Inputs => ({ digest: input.unitDigest ?? null });
const listed =
  (kind: 'allow' | 'deny') =>
  (question: RolloutQuestion): Inputs => {
    const { rollout, input } = question;
    const segments = rollout.segments?.[kind]?.map(({ segment }) => segment);
    if (segments === undefined) return digest(question);
    return { ...digest(question), segments, inSegment: isInAny(kind, rollout, input) };
  };

const INPUTS: RuleInputs<RolloutQuestion, RolloutEvaluation> = new Map([
  [rolledBack, status],
  [notStarted, status],
  [digestMissing, digest],
  [available, ({ rollout, input }): Inputs => ({ missing: missingSegments(rollout, input) })],
  [denied, listed('deny')],
  [allowed, listed('allow')],
  [
    audience,
    ({ rollout, input }): Inputs => ({
      only: (rollout.segments?.only ?? []).map(({ segment }) => segment),
      inSegment: isInAny('only', rollout, input),
    }),
  ],
  [
    percentage,
    ({ rollout, input }): Inputs => ({
      percentage: rollout.percentage,
      bucket: bucketOf(gateSalt(rollout.salt), input.unit),
    }),
  ],
]);

/** The same evaluation with every rule that was asked on the way, and what it looked at. */
export const explainRollout = (
  rollout: RolloutDefinition,
  input: RolloutInput,
): Explanation<RolloutEvaluation> => explained(ROLLOUT_RULES, INPUTS, { rollout, input });
