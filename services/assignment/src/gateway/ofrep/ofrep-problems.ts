import type { Problem } from '@assay/platform';
import {
  BadRequestProblem,
  HttpProblem,
  NotFoundProblem,
  UnsupportedMediaTypeProblem,
} from '@assay/platform';

/** The members that the protocol wants in an error, beside those of a problem. */
const members = (key: string | undefined, errorCode: string, errorDetails: string) => ({
  extensions: { ...(key === undefined ? {} : { key }), errorCode, errorDetails },
});

const ERROR_CODES: Readonly<Record<string, string>> = {
  INVALID_JSON: 'PARSE_ERROR',
  INVALID_UTF8: 'PARSE_ERROR',
  INVALID_CONTENT_LENGTH: 'PARSE_ERROR',
  UNSUPPORTED_MEDIA_TYPE: 'PARSE_ERROR',
  // Of the address: an escape that is none, and a key that is too long.
  BAD_REQUEST: 'GENERAL',
  URI_TOO_LONG: 'GENERAL',
};

const SHAPED: ReadonlySet<number> = new Set([400, 413, 414, 415]);

/**
 * Refusals of the HTTP layer (no JSON, too deep, too large, keys that reach a prototype, an address that cannot be
 * read) with the members that the protocol wants, so that providers tell their application what it did wrong. The
 * protocol knows no 413: a context that is too large is an invalid one.
 */
export function asOfrepRefusal(problem: Problem, params: unknown): Problem {
  const { status, code, detail, errors = [], headers, extensions } = problem;
  if ('errorCode' in extensions || !SHAPED.has(status)) return problem;
  const { key } = params as { readonly key?: string };
  const shape = members(key, ERROR_CODES[code] ?? 'INVALID_CONTEXT', detail);
  const options = { ...shape, errors, headers, cause: problem };
  if (status === 414) return new HttpProblem(status, code, detail, options);
  if (status === 415) return new UnsupportedMediaTypeProblem(code, detail, options);
  return new BadRequestProblem(code, detail, options);
}

export function flagNotFound(key: string): NotFoundProblem {
  const detail = `there is no flag "${key}"`;
  return new NotFoundProblem('FLAG_NOT_FOUND', detail, {
    ...members(key, 'FLAG_NOT_FOUND', detail),
    errors: [
      { path: 'key', value: key, message: 'must be the key of an experiment, a rollout or a release' },
    ],
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
