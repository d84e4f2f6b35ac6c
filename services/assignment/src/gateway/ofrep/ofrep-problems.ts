import type { Problem } from '@assay/platform';
import { BadRequestProblem, NotFoundProblem, TooLargeProblem } from '@assay/platform';

/** The members that the protocol wants in an error, beside those of a problem. */
const members = (key: string | undefined, errorCode: string, errorDetails: string) => ({
  extensions: { ...(key === undefined ? {} : { key }), errorCode, errorDetails },
});

const NO_JSON: ReadonlySet<string> = new Set(['INVALID_JSON', 'INVALID_UTF8']);

/**
 * Refusals of the HTTP layer (no JSON, too deep, too large, keys that reach a prototype) with the members that the
 * protocol wants, so that providers tell their application what it did wrong.
 */
export function asOfrepRefusal(problem: Problem, params: unknown): Problem {
  const { status, code, detail, errors = [], headers, extensions } = problem;
  if ('errorCode' in extensions || (status !== 400 && status !== 413)) return problem;
  const { key } = params as { readonly key?: string };
  const errorCode = NO_JSON.has(code) ? 'PARSE_ERROR' : 'INVALID_CONTEXT';
  const Shaped = status === 400 ? BadRequestProblem : TooLargeProblem;
  return new Shaped(code, detail, { ...members(key, errorCode, detail), errors, headers, cause: problem });
}

export function flagNotFound(key: string): NotFoundProblem {
  const detail = `there is no flag "${key}"`;
  return new NotFoundProblem('FLAG_NOT_FOUND', detail, {
    ...members(key, 'FLAG_NOT_FOUND', detail),
    errors: [{ path: 'key', value: key, message: 'must be the key of an experiment or a rollout' }],
  });
}

export function targetingKeyMissing(key?: string): BadRequestProblem {
  const detail = 'context.targetingKey is required: it names the unit';
  return new BadRequestProblem('TARGETING_KEY_MISSING', detail, {
    ...members(key, 'TARGETING_KEY_MISSING', detail),
    errors: [{ path: 'context.targetingKey', message: 'must be a text of 1 to 200 characters' }],
  });
}

export function invalidContext(
  key: string | undefined,
  path: string,
  value: unknown,
  message: string,
): BadRequestProblem {
  return new BadRequestProblem('INVALID_CONTEXT', `${path} ${message}`, {
    ...members(key, 'INVALID_CONTEXT', `${path} ${message}`),
    errors: [{ path, value, message }],
  });
}
