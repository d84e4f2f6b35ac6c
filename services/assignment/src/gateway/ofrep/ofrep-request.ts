import { compileCheck } from '@assay/platform';
import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { invalidContext, targetingKeyMissing } from './ofrep-problems.js';

/** What the protocol asks with. */
export const EvaluationRequest = Type.Object({
  context: Type.Object(
    { targetingKey: Type.String({ minLength: 1, maxLength: 200, description: 'The unit.' }) },
    { description: 'The unit, and what is known of it.' },
  ),
});
type EvaluationRequest = Static<typeof EvaluationRequest>;

const checkRequest = compileCheck(EvaluationRequest);

/** Who is asked for, and what is known of them: the whole context, so that rules may look at the key as well. */
export interface OfrepContext {
  readonly unit: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * The unit that the context names, and its attributes.
 * @param key of the flag that is asked for; undefined in a bulk evaluation, whose errors name none
 * @throws BadRequestProblem `TARGETING_KEY_MISSING` or `INVALID_CONTEXT`, as the protocol has them
 */
export function contextOf(body: unknown, key?: string): OfrepContext {
  const error = checkRequest(body ?? {});
  if (error === undefined) {
    const { context } = body as EvaluationRequest;
    return { unit: context.targetingKey, attributes: context };
  }
  const { path, value, message, code } = error;
  // The protocol tells a unit that is not named, also by an empty text, from one that is none.
  if (code === 'FIELD_REQUIRED' || (path === 'context.targetingKey' && value === ''))
    throw targetingKeyMissing(key);
  throw invalidContext(key, path === '' ? 'body' : path, value, message);
}
