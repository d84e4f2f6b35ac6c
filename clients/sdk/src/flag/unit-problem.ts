import type { EvaluationContext } from './evaluation-context.js';
import type { FlagFailure } from './flag-details.js';
import { failure } from './flag-details.js';

const LONGEST_UNIT = 200;

/** Why nobody can be evaluated by this context, in the gateway's words; undefined where all is well. */
export function unitProblem({ targetingKey }: EvaluationContext): FlagFailure | undefined {
  const given: unknown = targetingKey;
  if (given === undefined || given === null || given === '')
    return failure('TARGETING_KEY_MISSING', 'targetingKey is required: it names the unit');
  if (typeof given === 'string' && given.length <= LONGEST_UNIT) return undefined;
  return failure('INVALID_CONTEXT', 'targetingKey must be a text of 1 to 200 characters');
}
