import type { ExperimentDefinition } from '../definition/definition.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import { isReadable } from '../targeting/segment-rule.js';
import { attributePathsOf, valuesAt } from '../targeting/rule-references.js';
import type { AttributePath } from '../targeting/targeting-rule.js';
import type { Attributes } from './evaluation.js';
import { preparedOf } from './prepared-experiment.js';

function segmentPaths(definition: ExperimentDefinition, snapshot: Snapshot): readonly AttributePath[] {
  return preparedOf(definition).segments.flatMap(({ segment: key, hash }) => {
    const segment = snapshot.segment(key, hash);
    if (segment === undefined || !isReadable(segment)) return [];
    if (segment.kind === 'rule') return attributePathsOf(segment.rule);
    return segment.attribute === undefined ? [] : [segment.attribute];
  });
}

/**
 * Which attributes did this decision rest on? What an assignment records beside the variant, so that it can be
 * explained later without keeping the whole context.
 * @returns the values that were there, by dotted path
 * @example readAttributes(definition, { country: 'DE', mail: '…' }, snapshot) // { country: 'DE' }
 */
export function readAttributes(
  definition: ExperimentDefinition,
  attributes: Attributes | undefined,
  snapshot: Snapshot,
): Readonly<Record<string, unknown>> {
  const { targeting, ruleOverrides } = preparedOf(definition);
  const rules = [...(targeting ? [targeting] : []), ...ruleOverrides];
  const paths = rules.flatMap(({ rule, holds }) => (holds ? attributePathsOf(rule) : []));
  return valuesAt(attributes, [...paths, ...segmentPaths(definition, snapshot)]);
}
