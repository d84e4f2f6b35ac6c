import type { ExperimentDefinition } from '../definition/definition.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import { segmentsOf } from '../targeting/rule-references.js';
import type { TargetingRule } from '../targeting/targeting-rule.js';
import { checkHashing } from './check-hashing.js';
import { checkLayer } from './check-layer.js';
import { checkOverrides } from './check-overrides.js';
import { checkPrerequisites, requiredFlag } from './check-prerequisites.js';
import { checkTargeting } from './check-targeting.js';
import type { DefinitionProblem } from './definition-problem.js';
import { MOST_PROBLEMS, problem, under } from './definition-problem.js';

function checkNumbers({ trafficAllocation, variants }: ExperimentDefinition): readonly DefinitionProblem[] {
  const isPercent = trafficAllocation >= 0 && trafficAllocation <= 100;
  return [
    ...(isPercent
      ? []
      : [problem('PERCENT_INVALID', 'trafficAllocation', trafficAllocation, 'is not 0 to 100')]),
    ...variants.flatMap(({ weight }, index) =>
      Number.isFinite(weight) && weight > 0
        ? []
        : [problem('WEIGHT_INVALID', under('variants', index, 'weight'), weight, 'is not a positive number')],
    ),
  ];
}

function unknownSegments(rule: TargetingRule, snapshot: Snapshot): readonly DefinitionProblem[] {
  return segmentsOf(rule)
    .filter(({ segment, hash }) => snapshot.segment(segment, hash) === undefined)
    .map(({ segment, hash }) =>
      problem('SEGMENT_UNKNOWN', 'targeting', segment, `no segment ${segment} with the content ${hash}`),
    );
}

function checkRules({ targeting }: ExperimentDefinition, snapshot: Snapshot): readonly DefinitionProblem[] {
  if (targeting === undefined) return [];
  const problems = checkTargeting(targeting);
  return problems.length > 0 ? problems : unknownSegments(targeting, snapshot);
}

/**
 * Can this experiment be evaluated together with everything it refers to? Asked before a definition is accepted.
 * @param definition as it would be compiled
 * @param snapshot what is defined now
 * @returns at most 20 problems, each with the place and the value
 * @example checkDefinition(definition, snapshotOf({ flags: [definition] })) // []
 */
export function checkDefinition(
  definition: ExperimentDefinition,
  snapshot: Snapshot,
): readonly DefinitionProblem[] {
  const { key, variants, overrides, layer, hashing, prerequisites } = definition;
  return [
    ...checkNumbers(definition),
    ...(hashing ? checkHashing(hashing) : []),
    ...(overrides
      ? checkOverrides(
          overrides,
          variants.map((variant) => variant.key),
        )
      : []),
    ...(layer ? checkLayer([{ experiment: key, ranges: layer.ranges }]) : []),
    ...(prerequisites
      ? checkPrerequisites(key, prerequisites, (flag) => requiredFlag(snapshot.flag(flag)))
      : []),
    ...checkRules(definition, snapshot),
  ].slice(0, MOST_PROBLEMS);
}
