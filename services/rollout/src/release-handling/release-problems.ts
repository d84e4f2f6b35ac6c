import type { Problem } from '@assay/platform';
import { ConflictProblem, NotFoundProblem, UnprocessableProblem } from '@assay/platform';
import { describeCondition } from '../release/release-conditions.fold.js';
import type { ReleaseRefusal } from '../release/release-refusal.js';

export const releaseNotFound = (key: string): Problem =>
  new NotFoundProblem('RELEASE_NOT_FOUND', `there is no release "${key}"`);

export const noReleaseYet = (key: string, asOf: string): Problem =>
  new NotFoundProblem('RELEASE_NOT_FOUND', `there was no release "${key}" at ${asOf}`, {
    errors: [{ path: 'asOf', value: asOf, message: 'must be after the release was created' }],
  });

const list = (values: readonly (string | number)[]): string => values.join(' or ') || 'nothing';

/** One field that is wrong, with its value. */
const field = (path: string, value: unknown, message: string) => ({ errors: [{ path, value, message }] });

/** What a refusal looks like to the caller. */
export function problemOfRefusal(key: string, refusal: ReleaseRefusal): Problem {
  const { code } = refusal;
  switch (code) {
    case 'RELEASE_NOT_FOUND':
      return releaseNotFound(key);
    case 'RELEASE_EXISTS':
      return new ConflictProblem(
        code,
        `there is a release "${key}" already`,
        field('key', key, 'give a key that is not in use'),
      );
    case 'WRONG_STATUS': {
      const allowed = list(refusal.allowed);
      const detail = `release "${key}" is ${refusal.status}, not ${allowed}`;
      return new ConflictProblem(code, detail, field('status', refusal.status, `must be ${allowed}`));
    }
    case 'CONDITIONS_UNMET': {
      const said = refusal.unmet.map(describeCondition);
      return new UnprocessableProblem(code, `release "${key}" does not go on: ${said.join('; ')}`, {
        errors: refusal.unmet.map(({ name, value }, i) => ({ path: name, value, message: said[i] ?? name })),
      });
    }
    case 'OVERRIDE_REQUIRED':
      return new UnprocessableProblem(
        code,
        `release "${key}": ${refusal.why}`,
        field('override', null, 'give override.reason to do it all the same'),
      );
    case 'STEP_NOT_IN_RAMP': {
      const steps = list(refusal.ramp);
      const detail = `${String(refusal.value)} % is no step of the ramp of release "${key}"`;
      return new UnprocessableProblem(
        code,
        detail,
        field('trafficPercent', refusal.value, `must be ${steps}`),
      );
    }
    case 'STEP_SKIPPED': {
      const detail = `the next step of release "${key}" is ${String(refusal.next)} %, not ${String(refusal.value)} %`;
      const message = `must be ${String(refusal.next)}, or left out`;
      return new UnprocessableProblem(code, detail, field('trafficPercent', refusal.value, message));
    }
    case 'RAMP_ENDED': {
      const share = String(refusal.trafficPercent);
      const detail = `release "${key}" has ${share} %, the last step of its ramp: promote it`;
      return new ConflictProblem(
        code,
        detail,
        field('trafficPercent', refusal.trafficPercent, 'is the last step'),
      );
    }
    case 'WRONG_ENVIRONMENT': {
      const { environment, asked, allowed } = refusal;
      const detail = `release "${key}" is in ${environment}: ${asked} is not possible from there`;
      return new ConflictProblem(code, detail, field('environment', asked, `must be ${list(allowed)}`));
    }
    case 'FEATURE_UNCHANGED': {
      const detail = `feature "${refusal.feature}" of release "${key}" is ${refusal.enabled ? 'on' : 'off'} already`;
      return new ConflictProblem(code, detail, field('feature', refusal.feature, 'nothing to change'));
    }
    case 'AUTO_ROLLBACK_UNCHANGED': {
      const detail = `autoRollback of release "${key}" is ${String(refusal.enabled)} already`;
      return new ConflictProblem(code, detail, field('enabled', refusal.enabled, 'nothing to change'));
    }
    case 'STALE_ACTIVATION':
      return new ConflictProblem(
        code,
        `release "${key}" has changed meanwhile: look at it again`,
        field('activation', refusal.activation, `is ${refusal.current} by now`),
      );
    case 'ALREADY_WITHHELD':
      return new ConflictProblem(code, `release "${key}" has said so already`);
    case 'NOTHING_BREACHED':
      return new ConflictProblem(code, `nothing speaks against release "${key}"`);
  }
}
