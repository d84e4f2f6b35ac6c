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
  unitMissing,
} from './evaluate-rollout.js';
import type { Explanation, RolloutEvaluation, RolloutInput } from './evaluation.js';
import { isInAny, missingSegments } from './rollout-segments.js';
import type { RuleViews } from './rules.js';
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

const audienceInputs = ({ rollout, input }: RolloutQuestion): Inputs => ({
  only: (rollout.segments?.only ?? []).map(({ segment }) => segment),
  inSegment: isInAny('only', rollout, input),
});

const percentageInputs = ({ rollout, input }: RolloutQuestion): Inputs => ({
  percentage: rollout.percentage,
  bucket: bucketOf(gateSalt(rollout.salt), input.unit),
});

export const ROLLOUT_VIEWS: RuleViews<RolloutQuestion, RolloutEvaluation> = new Map([
  [rolledBack, { name: 'rolled back', inputs: status }],
  [notStarted, { name: 'started', inputs: status }],
  [unitMissing, { name: 'unit given' }],
  [digestMissing, { name: 'digest given', inputs: digest }],
  [
    available,
    {
      name: 'available',
      inputs: ({ rollout, input }): Inputs => ({ missing: missingSegments(rollout, input) }),
    },
  ],
  [denied, { name: 'deny list', inputs: listed('deny') }],
  [allowed, { name: 'allow list', inputs: listed('allow') }],
  [audience, { name: 'audience', inputs: audienceInputs }],
  [percentage, { name: 'percentage', inputs: percentageInputs }],
]);

/** The same evaluation with every rule that was asked on the way, and what it looked at. */
export const explainRollout = (
  rollout: RolloutDefinition,
  input: RolloutInput,
): Explanation<RolloutEvaluation> => explained(ROLLOUT_RULES, ROLLOUT_VIEWS, { rollout, input });
