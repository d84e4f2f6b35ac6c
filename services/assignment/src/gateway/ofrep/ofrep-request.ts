import { shownValue } from '@assay/platform';
import { invalidContext, targetingKeyMissing } from './ofrep-problems.js';

const LONGEST_UNIT = 200;

type Members = Readonly<Record<string, unknown>>;

/** Who is asked for, and what is known of them: the whole context, so that rules may look at the key as well. */
export interface OfrepContext {
  readonly unit: string;
  readonly attributes: Members;
}

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The unit that the context names, and its attributes.
 * @param key of the flag that is asked for; undefined in a bulk evaluation, whose errors name none
 * @throws BadRequestProblem `TARGETING_KEY_MISSING` or `INVALID_CONTEXT`, as the protocol has them
 */
export function contextOf(body: unknown, key?: string): OfrepContext {
  if (body === undefined || body === null) throw targetingKeyMissing(key);
  if (!isObject(body)) throw invalidContext(key, 'body', shownValue('body', body), 'must be an object');
  const { context } = body;
  if (context === undefined) throw targetingKeyMissing(key);
  if (!isObject(context))
    throw invalidContext(key, 'context', shownValue('context', context), 'must be an object');
  const { targetingKey } = context;
  if (targetingKey === undefined || targetingKey === '') throw targetingKeyMissing(key);
  if (typeof targetingKey === 'string' && targetingKey.length <= LONGEST_UNIT)
    return { unit: targetingKey, attributes: context };
  const path = 'context.targetingKey';
  throw invalidContext(key, path, shownValue(path, targetingKey), 'must be a text of 1 to 200 characters');
}
