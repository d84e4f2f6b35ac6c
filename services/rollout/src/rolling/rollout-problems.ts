import type { Problem } from '@assay/platform';
import { ConflictProblem, NotFoundProblem, UnprocessableProblem } from '@assay/platform';
import { describeCondition } from '../rollout/advance-conditions.fold.js';
import type { RolloutRefusal } from '../rollout/rollout-refusal.js';

export const rolloutNotFound = (key: string): Problem =>
  new NotFoundProblem('ROLLOUT_NOT_FOUND', `there is no rollout "${key}"`);

/** What a refusal looks like to the caller. */
export function problemOfRefusal(key: string, refusal: RolloutRefusal): Problem {
  switch (refusal.code) {
    case 'ROLLOUT_NOT_FOUND':
      return rolloutNotFound(key);
    case 'ROLLOUT_EXISTS':
      return new ConflictProblem(refusal.code, `there is a rollout "${key}" already`, {
        errors: [{ path: 'key', value: key, message: 'give a key that is not in use' }],
      });
    case 'WRONG_STATUS': {
      const allowed = refusal.allowed.join(' or ');
      return new ConflictProblem(refusal.code, `rollout "${key}" is ${refusal.status}, not ${allowed}`, {
        errors: [{ path: 'status', value: refusal.status, message: `must be ${allowed}` }],
      });
    }
    case 'CONDITIONS_UNMET':
      return new UnprocessableProblem(
        refusal.code,
        `rollout "${key}" does not advance: ${refusal.unmet.map(describeCondition).join('; ')}`,
        {
          errors: refusal.unmet.map((condition) => ({
            path: condition.name,
            value: condition.value,
            message: describeCondition(condition),
          })),
        },
      );
    case 'STALE_ACTIVATION':
      return new ConflictProblem(refusal.code, `activation ${refusal.activation} is over`);
  }
}
