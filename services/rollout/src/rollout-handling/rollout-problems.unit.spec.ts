import type { RolloutRefusal } from '../rollout/rollout-refusal.js';
import { problemOfRefusal } from './rollout-problems.js';

describe('a refusal as the caller sees it', () => {
  it.each<[RolloutRefusal, number, string]>([
    [{ code: 'ROLLOUT_NOT_FOUND' }, 404, 'there is no rollout "search"'],
    [{ code: 'ROLLOUT_EXISTS', key: 'search' }, 409, 'there is a rollout "search" already'],
    [
      { code: 'WRONG_STATUS', status: 'planned', allowed: ['in_progress', 'completed'] },
      409,
      'rollout "search" is planned, not in_progress or completed',
    ],
    [
      {
        code: 'CONDITIONS_UNMET',
        unmet: [
          { name: 'errorRate', value: null, required: 'below 0.05' },
          { name: 'hoursInTier', value: 3.00049, required: 'at least 48 hours' },
        ],
      },
      422,
      'rollout "search" does not go on: errorRate is unknown: no outcomes yet, required below 0.05; ' +
        'hoursInTier is 3 hours, required at least 48 hours',
    ],
    [
      {
        code: 'CONDITIONS_UNMET',
        unmet: [
          { name: 'errorRate', value: null, required: 'below 0.05' },
          { name: 'successRate', value: null, required: 'above 0.95' },
          { name: 'needs.storage', value: 10, required: 'at least 50 percent' },
        ],
      },
      422,
      'rollout "search" does not go on: ' +
        'errorRate and successRate are unknown: no outcomes yet, required below 0.05 and above 0.95; ' +
        'needs.storage is 10 percent, required at least 50 percent',
    ],
    [{ code: 'STALE_ACTIVATION', activation: 'a1', current: 'a2' }, 409, 'activation a1 is over'],
    [{ code: 'NEEDS_MET' }, 409, 'rollout "search" has everything that it needs'],
    [
      { code: 'VERSION_NOT_KEPT', version: 1, kept: [2, 3] },
      422,
      'version 1 of rollout "search" is not kept',
    ],
    [
      { code: 'VERSION_KNOWN_BAD', version: 2, at: '2026-03-01T00:00:00Z', reason: 'slow' },
      422,
      'version 2 of rollout "search" was rolled back at 2026-03-01T00:00:00Z: slow',
    ],
    [
      { code: 'VERSION_NEVER_LIVE', version: 2 },
      422,
      'version 2 of rollout "search" was never on for everyone',
    ],
    [{ code: 'VERSION_SERVED', version: 2 }, 422, 'version 2 of rollout "search" is the one that is served'],
    [
      { code: 'VERSION_NAME_TAKEN', name: '1.1', version: 2 },
      409,
      'version 2 of rollout "search" is named "1.1"',
    ],
    [{ code: 'SCHEDULE_IN_PAST', step: 1, at: 'a', now: 'b' }, 422, 'step 1 is in the past'],
    [
      { code: 'SCHEDULE_OUT_OF_ORDER', step: 2, at: 'a', after: 'b' },
      422,
      'step 2 is not after the one before',
    ],
    [{ code: 'NOTHING_SCHEDULED' }, 404, 'rollout "search" has no schedule'],
    [{ code: 'NOTHING_DUE', next: null }, 409, 'no step of rollout "search" is due'],
  ])('%j', (refusal, status, detail) => {
    expect(problemOfRefusal('search', refusal)).toMatchObject({ code: refusal.code, status, detail });
  });

  it('names each unmet condition with its value', () => {
    const unmet = [{ name: 'hoursInTier', value: 3.00049, required: 'at least 48 hours' }] as const;
    expect(problemOfRefusal('search', { code: 'CONDITIONS_UNMET', unmet }).errors).toEqual([
      { path: 'hoursInTier', value: 3.00049, message: 'hoursInTier is 3 hours, required at least 48 hours' },
    ]);
  });
});
