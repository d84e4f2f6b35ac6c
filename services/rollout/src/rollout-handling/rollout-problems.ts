import { counted } from '@assay/contracts';
import type { Problem } from '@assay/platform';
import { ConflictProblem, NotFoundProblem, UnprocessableProblem } from '@assay/platform';
import { describeCondition, describeConditions } from '../rollout/describe-condition.js';
import type { NeedsRefusal } from '../needs/needs.decider.js';
import type { RolloutRefusal, ScheduleRefusal, VersionRefusal } from '../rollout/rollout-refusal.js';

export const rolloutNotFound = (key: string): Problem =>
  new NotFoundProblem('ROLLOUT_NOT_FOUND', `there is no rollout "${key}"`);

export const noRolloutYet = (key: string, asOf: string): Problem =>
  new NotFoundProblem('ROLLOUT_NOT_FOUND', `there was no rollout "${key}" at ${asOf}`, {
    errors: [{ path: 'asOf', value: asOf, message: 'must be after the rollout was created' }],
  });

/**
 * What a refusal looks like to the caller.
 * @param versionField where the caller named the version
 */
export function problemOfRefusal(key: string, refusal: RolloutRefusal, versionField = 'version'): Problem {
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
      return conditionsUnmet(key, refusal);
    case 'STALE_ACTIVATION':
      return new ConflictProblem(refusal.code, `activation ${refusal.activation} is over`, {
        errors: [
          { path: 'activation', value: refusal.activation, message: `in force is ${refusal.current}` },
        ],
      });
    case 'ACTIVATION_REQUIRED':
      return new ConflictProblem(
        refusal.code,
        `rollout "${key}" was changed a moment ago or rolled back already: say what is meant`,
        { errors: [{ path: 'activation', value: null, message: `in force is ${refusal.current}` }] },
      );
    case 'LIST_TOO_LONG': {
      const { code, list, units, most } = refusal;
      const size = counted(units, 'unit');
      return new UnprocessableProblem(code, `the ${list} list of rollout "${key}" would have ${size}`, {
        errors: [{ path: list, value: units, message: `at most ${String(most)}: make it a segment` }],
      });
    }
    case 'AUDIENCE_UNCHANGED':
      return new ConflictProblem(refusal.code, `rollout "${key}" is for these units already`);
    case 'NEEDS_MET':
      return new ConflictProblem(refusal.code, `rollout "${key}" has everything that it needs`);
    case 'SCHEDULE_IN_PAST':
    case 'SCHEDULE_OUT_OF_ORDER':
    case 'NOTHING_SCHEDULED':
    case 'NOTHING_DUE':
      return problemOfSchedule(key, refusal);
    default:
      return problemOfVersion(key, refusal, versionField);
  }
}

const conditionsUnmet = (
  key: string,
  { code, unmet }: Extract<RolloutRefusal, { code: 'CONDITIONS_UNMET' }>,
): Problem =>
  new UnprocessableProblem(code, `rollout "${key}" does not go on: ${describeConditions(unmet)}`, {
    errors: unmet.map((condition) => ({
      path: condition.name,
      value: condition.value,
      message: describeCondition(condition),
    })),
  });

function problemOfSchedule(key: string, refusal: ScheduleRefusal): Problem {
  switch (refusal.code) {
    case 'SCHEDULE_IN_PAST': {
      const { code, step, at, now } = refusal;
      return new UnprocessableProblem(code, `step ${String(step)} is in the past`, {
        errors: [{ path: stepPath(step), value: at, message: `must be after ${now}` }],
      });
    }
    case 'SCHEDULE_OUT_OF_ORDER': {
      const { code, step, at, after } = refusal;
      return new UnprocessableProblem(code, `step ${String(step)} is not after the one before`, {
        errors: [{ path: stepPath(step), value: at, message: `must be after ${after}` }],
      });
    }
    case 'NOTHING_SCHEDULED':
      return new NotFoundProblem(refusal.code, `rollout "${key}" has no schedule`);
    case 'NOTHING_DUE':
      return new ConflictProblem(refusal.code, `no step of rollout "${key}" is due`);
  }
}

const stepPath = (step: number): string => `steps[${String(step - 1)}].at`;

function problemOfVersion(key: string, refusal: VersionRefusal, path: string): Problem {
  if (refusal.code === 'VERSION_NAME_TAKEN') {
    const { code, name, version } = refusal;
    return new ConflictProblem(code, `version ${String(version)} of rollout "${key}" is named "${name}"`, {
      errors: [{ path: 'name', value: name, message: 'give a name that no version has' }],
    });
  }
  const [detail, message] = versionTexts(key, refusal);
  return new UnprocessableProblem(refusal.code, detail, {
    errors: [{ path, value: refusal.version, message }],
  });
}

type NumberedRefusal = Exclude<VersionRefusal, { readonly code: 'VERSION_NAME_TAKEN' }>;

function versionTexts(key: string, refusal: NumberedRefusal): readonly [detail: string, message: string] {
  const version = `version ${String(refusal.version)} of rollout "${key}"`;
  switch (refusal.code) {
    case 'VERSION_NOT_KEPT':
      return [`${version} is not kept`, `must be one of ${refusal.kept.join(', ')}`];
    case 'VERSION_KNOWN_BAD':
      return [`${version} was rolled back at ${refusal.at}: ${refusal.reason}`, 'was rolled back itself'];
    case 'VERSION_NEVER_LIVE':
      return [`${version} was never on for everyone`, 'start it instead: it goes through the tiers'];
    case 'VERSION_SERVED':
      return [`${version} is the one that is served`, 'must be another version'];
  }
}

export const needsCycle = ({ code, path }: NeedsRefusal): Problem =>
  new UnprocessableProblem(code, `the rollouts would need each other: ${path.join(' → ')}`, {
    errors: [{ path: 'needs', value: path, message: 'must not lead back to the rollout itself' }],
  });

export const neededNotFound = (rollout: string): Problem =>
  new UnprocessableProblem('NEEDED_ROLLOUT_NOT_FOUND', `there is no rollout "${rollout}" to need`, {
    errors: [{ path: 'needs', value: rollout, message: 'must be the key of a rollout' }],
  });
