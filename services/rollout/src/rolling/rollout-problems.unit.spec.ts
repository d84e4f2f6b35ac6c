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
          { name: 'hoursInTier', value: 3, required: 'at least 48' },
        ],
      },
      422,
      'rollout "search" does not advance: errorRate is unknown: no outcomes yet, required below 0.05; ' +
        'hoursInTier is 3, required at least 48',
    ],
    [{ code: 'STALE_ACTIVATION', activation: 'a1', current: 'a2' }, 409, 'activation a1 is over'],
  ])('%j', (refusal, status, detail) => {
    expect(problemOfRefusal('search', refusal)).toMatchObject({ code: refusal.code, status, detail });
  });

  it('names each unmet condition with its value', () => {
    const unmet = [{ name: 'hoursInTier', value: 3, required: 'at least 48' }] as const;
    expect(problemOfRefusal('search', { code: 'CONDITIONS_UNMET', unmet }).errors).toEqual([
      { path: 'hoursInTier', value: 3, message: 'hoursInTier is 3, required at least 48' },
    ]);
  });
});
