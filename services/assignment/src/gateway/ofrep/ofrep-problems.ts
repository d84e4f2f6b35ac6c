import { BadRequestProblem, NotFoundProblem } from '@assay/platform';

/** The members that the protocol wants in an error, beside those of a problem. */
const members = (key: string | undefined, errorCode: string, errorDetails: string) => ({
  extensions: { ...(key === undefined ? {} : { key }), errorCode, errorDetails },
});

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
