import type { ReleaseRefusal } from '../release/release-refusal.js';
import { problemOfRefusal } from './release-problems.js';

const status = ['in_progress', 'paused'];

describe('a refusal of a release as the caller sees it', () => {
  it.each<[ReleaseRefusal, number, string, string?]>([
    [{ code: 'RELEASE_NOT_FOUND' }, 404, 'there is no release "a"'],
    [{ code: 'RELEASE_EXISTS', key: 'a' }, 409, 'there is a release "a" already', 'key'],
    [
      { code: 'WRONG_STATUS', status: 'planned', allowed: status },
      409,
      'release "a" is planned, not in_progress or paused',
      'status',
    ],
    [
      {
        code: 'CONDITIONS_UNMET',
        unmet: [{ name: 'hoursInStep', value: 1.239, required: 'at least 12 hours' }],
      },
      422,
      'release "a" does not go on: hoursInStep is 1.23 hours, required at least 12 hours',
      'hoursInStep',
    ],
    [{ code: 'OVERRIDE_REQUIRED', why: 'because' }, 422, 'release "a": because', 'override'],
    [
      { code: 'STEP_NOT_IN_RAMP', value: 7, ramp: [1, 5] },
      422,
      '7 % is no step of the ramp of release "a"',
      'trafficPercent',
    ],
    [
      { code: 'STEP_SKIPPED', value: 10, next: 5 },
      422,
      'the next step of release "a" is 5 %, not 10 %',
      'trafficPercent',
    ],
    [
      { code: 'RAMP_ENDED', trafficPercent: 100 },
      409,
      'release "a" has 100 %, the last step of its ramp: promote it',
      'trafficPercent',
    ],
    [
      { code: 'WRONG_ENVIRONMENT', environment: 'staging', asked: 'advance', allowed: ['canary'] },
      409,
      'release "a" is in staging: advance is not possible from there',
      'environment',
    ],
    [
      { code: 'FEATURE_UNCHANGED', feature: 'f', enabled: true },
      409,
      'feature "f" of release "a" is on already',
      'feature',
    ],
    [
      { code: 'AUTO_ROLLBACK_UNCHANGED', enabled: false },
      409,
      'autoRollback of release "a" is false already',
      'enabled',
    ],
    [
      { code: 'STALE_ACTIVATION', activation: 'x', current: 'y' },
      409,
      'release "a" has changed meanwhile: look at it again',
      'activation',
    ],
    [{ code: 'ALREADY_WITHHELD', activation: 'x' }, 409, 'release "a" has said so already'],
  ])('%j', (refusal, code, detail, path = undefined) => {
    const problem = problemOfRefusal('a', refusal);
    expect(problem).toMatchObject({ status: code, code: refusal.code, detail });
    expect(problem.errors?.[0]?.path).toBe(path);
  });
});
