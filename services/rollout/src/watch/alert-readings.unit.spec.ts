import { inProgress, rolledBack, since } from '../../test/support/states.js';
import type { ExistingRollout, Paused } from '../rollout/rollout-state.js';
import { alertsOf } from './alert-readings.fold.js';

const paused: Paused = { ...inProgress, status: 'paused', pausedAt: since, reason: 'holidays' };
const automatic = { ...rolledBack, automatic: true, reason: 'error rate 0.2 is above 0.05' };
const live = { version: { number: 1, name: '1.0' }, activation: 'a' };
const schedule = {
  ...{ id: 'id', steps: [{ at: since }], done: 1 },
  refused: {
    step: 1,
    at: since,
    code: 'CONDITIONS_UNMET',
    unmet: ['hoursInTier is 3 hours, required at least 48 hours'],
  },
};

const held = (rollout: ExistingRollout) =>
  alertsOf('default', rollout)
    .filter(({ holds }) => holds)
    .map(({ reading: { rule, severity, message } }) => [rule, severity, message]);

describe('alerts about a rollout', () => {
  it.each<[string, ExistingRollout, readonly (readonly string[])[]]>([
    ['that is in order', inProgress, []],
    ['that a person rolled back', rolledBack, []],
    ['that a person paused', paused, []],
    [
      'that was rolled back by itself',
      automatic,
      [
        [
          'rollout-rolled-back',
          'critical',
          'search was rolled back by itself, it is off for everyone: error rate 0.2 is above 0.05',
        ],
      ],
    ],
    [
      'whose earlier version is back',
      { ...automatic, live },
      [
        [
          'rollout-rolled-back',
          'critical',
          'search was rolled back by itself, everyone has version 1.0: error rate 0.2 is above 0.05',
        ],
      ],
    ],
    [
      'that another system’s signal paused',
      { ...paused, reason: 'schema_mismatch: v2', signal: { id: 's1', kind: 'schema_mismatch' } },
      [
        [
          'rollout-waits-for-person',
          'warning',
          'search is paused until a person resumes it or rolls it back: schema_mismatch: v2',
        ],
      ],
    ],
    [
      'whose step was not taken',
      { ...inProgress, schedule },
      [
        [
          'rollout-step-refused',
          'warning',
          `search did not advance by itself at ${since}: hoursInTier is 3 hours, required at least 48 hours`,
        ],
      ],
    ],
  ])('%s', (_, rollout, expected) => {
    expect(held(rollout)).toEqual(expected);
  });

  it('that is over are named, so that they can be resolved', () => {
    expect(
      alertsOf('default', inProgress).map(({ reading, holds }) => [reading.rule, reading.subject, holds]),
    ).toEqual([
      ['rollout-rolled-back', 'search', false],
      ['rollout-waits-for-person', 'search', false],
      ['rollout-step-refused', 'search', false],
    ]);
  });
});
