import type { ExperimentDefinition } from '../definition/definition.js';
import { DEFINITION_FORMAT } from '../definition/definition.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import { NO_SNAPSHOT } from '../snapshot/snapshot-of.js';
import { isInSegment } from '../targeting/compile-rule.js';
import { attributePathsOf, segmentsOf, valuesAt } from '../targeting/rule-references.js';
import {
  holdout,
  holdoutsOf,
  isHeldOut,
  layer,
  prerequisites,
  servedVariant,
  targeting,
} from './audience.rules.js';
import { sticky, trafficAllocation, weights } from './draw.rules.js';
import { EXPERIMENT_RULES, questionOf } from './evaluate-experiment.js';
import type { ExperimentEvaluation, ExperimentInput, Explanation } from './evaluation.js';
import type { ExperimentQuestion } from './experiment-question.js';
import { allocatorFor, factsOf } from './experiment-question.js';
import { digestOf, forced, overrideThatHolds, ruleOverride, unitOverride } from './override.rules.js';
import { saltOf } from './prepared-experiment.js';
import type { RuleViews } from './rules.js';
import { explained } from './rules.js';
import {
  available,
  concluded,
  missingParts,
  paused,
  readable,
  rolledBack,
  started,
  unitGiven,
} from './status.rules.js';

type Inputs = Readonly<Record<string, unknown>>;

const status = ({ definition }: ExperimentQuestion): Inputs => ({ status: definition.status });

const unitOverrideInputs = (question: ExperimentQuestion): Inputs => ({
  units: question.prepared.unitOverrides.size,
  digest: digestOf(question) ?? null,
});

function ruleOverrideInputs(question: ExperimentQuestion): Inputs {
  const { prepared, input } = question;
  const paths = prepared.ruleOverrides.flatMap(({ rule }) => attributePathsOf(rule));
  const rule = overrideThatHolds(question)?.rule ?? null;
  return { rules: prepared.ruleOverrides.length, attributes: valuesAt(input.attributes, paths), rule };
}

const holdoutInputs = (question: ExperimentQuestion): Inputs => ({
  holdouts: holdoutsOf(question).map((each) => ({
    key: each.key,
    percent: each.percent,
    heldOut: isHeldOut(each, question.input.unit),
  })),
});

function layerInputs({ prepared, definition, input }: ExperimentQuestion): Inputs {
  if (definition.layer === undefined) return {};
  const { layer: key, ranges } = definition.layer;
  return { layer: key, ranges, bucket: prepared.layerBucket?.(input.unit) ?? null };
}

const prerequisiteInputs = (question: ExperimentQuestion): Inputs => ({
  prerequisites: (question.definition.prerequisites ?? []).map((each) => ({
    flag: each.flag,
    variants: each.variants,
    served: servedVariant(question, each),
  })),
});

function targetingInputs(question: ExperimentQuestion): Inputs {
  const rule = question.prepared.targeting?.rule;
  if (rule === undefined) return {};
  const facts = factsOf(question);
  const segments = segmentsOf(rule).map(({ segment: key, hash }) => {
    const segment = facts.segment(key, hash);
    return { segment: key, hash, member: segment !== undefined && isInSegment(segment, facts) };
  });
  return { rule, attributes: valuesAt(facts.attributes, attributePathsOf(rule)), segments };
}

const trafficInputs = ({ definition, prepared }: ExperimentQuestion): Inputs => ({
  percent: definition.trafficAllocation,
  algorithm: prepared.hashing.algorithm,
  salt: saltOf(definition),
});

function weightInputs(question: ExperimentQuestion): Inputs {
  const allocator = allocatorFor(question);
  return {
    bucket: allocator?.bucketOf(question.input.unit) ?? null,
    variants: question.definition.variants.map(({ key, weight }, index) => ({
      variant: key,
      weight,
      propensity: allocator?.propensities[index] ?? null,
    })),
  };
}

export const EXPERIMENT_VIEWS: RuleViews<ExperimentQuestion, ExperimentEvaluation> = new Map([
  [
    readable,
    {
      name: 'readable',
      inputs: ({ definition }): Inputs => ({ format: definition.format ?? 1, readable: DEFINITION_FORMAT }),
    },
  ],
  [
    concluded,
    {
      name: 'concluded',
      inputs: ({ definition }): Inputs => ({ status: definition.status, winner: definition.winner }),
    },
  ],
  [
    rolledBack,
    { name: 'rolled back', inputs: ({ definition }): Inputs => ({ controlOnly: definition.controlOnly }) },
  ],
  [paused, { name: 'paused', inputs: status }],
  [started, { name: 'started', inputs: status }],
  [available, { name: 'available', inputs: (question): Inputs => ({ missing: missingParts(question) }) }],
  [unitGiven, { name: 'unit given' }],
  [forced, { name: 'forced variant', inputs: ({ input }): Inputs => ({ forced: input.forced ?? null }) }],
  [unitOverride, { name: 'unit override', inputs: unitOverrideInputs }],
  [ruleOverride, { name: 'rule override', inputs: ruleOverrideInputs }],
  [holdout, { name: 'holdout', inputs: holdoutInputs }],
  [layer, { name: 'layer', inputs: layerInputs }],
  [prerequisites, { name: 'prerequisites', inputs: prerequisiteInputs }],
  [targeting, { name: 'targeting', inputs: targetingInputs }],
  [trafficAllocation, { name: 'traffic allocation', inputs: trafficInputs }],
  [
    sticky,
    { name: 'sticky assignment', inputs: ({ input }): Inputs => ({ assignment: input.sticky ?? null }) },
  ],
  [weights, { name: 'weights', inputs: weightInputs }],
]);

/**
 * The same evaluation with every rule that was asked on the way, and what it looked at. The last step is the one
 * that decided.
 * @example explainExperiment(definition, { unit: 'visitor-1' }).steps.at(-1)?.rule // 'weights'
 */
export const explainExperiment = (
  definition: ExperimentDefinition,
  input: ExperimentInput,
  snapshot: Snapshot = NO_SNAPSHOT,
): Explanation<ExperimentEvaluation> =>
  explained(EXPERIMENT_RULES, EXPERIMENT_VIEWS, questionOf(definition, input, snapshot));
