import {
  advance,
  allTheWay,
  begin,
  create,
  events,
  forced,
  given,
  metadata,
  uuid,
} from '../../../test/support/rollout-life.js';
import type { RolloutCommand } from '../rollout-command.js';
import type { NeededRollout } from './needed-rollout.js';

const needing = (percentage: number, onRollback: NeededRollout['onRollback'] = 'pause') => ({
  needs: [{ rollout: 'storage', onRollback, percentage }],
});
const follow = (percentage: number, onRollback?: NeededRollout['onRollback']): RolloutCommand => ({
  type: 'FollowNeeds',
  metadata: metadata(60),
  activation: uuid(60),
  ...needing(percentage, onRollback),
});
const unmet = (value: number, percentage: number) => [
  { name: 'needs.storage', value, required: `at least ${String(percentage)} percent` },
];

describe('a rollout that needs another one', () => {
  it('starts and advances no further than that one is', () => {
    expect(given(create).when({ ...begin, ...needing(0) })).toEqual({
      outcome: 'refused',
      refusal: { code: 'CONDITIONS_UNMET', unmet: unmet(0, 1) },
    });
    expect(given(create, begin).when(advance(49, 2, needing(1)))).toMatchObject({
      refusal: { unmet: unmet(1, 10) },
    });
    expect(events(given(create, begin).when(advance(49, 2, needing(10))))).toHaveLength(1);
  });

  it('is not pushed above it by an override', () => {
    expect(given(create, begin).when({ ...forced(2, 2), ...needing(1) })).toMatchObject({
      refusal: { code: 'CONDITIONS_UNMET', unmet: [{ name: 'hoursInTier' }, ...unmet(1, 10)] },
    });
  });

  it('is paused or rolled back when that one falls below it, as was asked for', () => {
    const up = given(create, begin, forced(2, 2));
    expect(events(up.when(follow(0)))).toMatchObject([
      {
        type: 'RolloutPaused',
        data: { needed: 'storage', reason: 'it needs storage, which is on for 0 percent and not 10' },
      },
    ]);
    expect(events(up.when(follow(0, 'roll_back')))).toMatchObject([
      { type: 'RolloutRolledBack', data: { automatic: true, needed: 'storage' } },
    ]);
    expect(up.when(follow(10))).toMatchObject({ refusal: { code: 'NEEDS_MET' } });
  });

  it('is followed once, and not resumed before that one is back', () => {
    const paused = given(create, begin, forced(2, 2), follow(0));
    expect(paused.when(follow(0))).toMatchObject({ refusal: { code: 'WRONG_STATUS', status: 'paused' } });
    const resume = { type: 'ResumeRollout', metadata: metadata(70), activation: uuid(70) } as const;
    expect(paused.when({ ...resume, ...needing(0) })).toMatchObject({ refusal: { unmet: unmet(0, 10) } });
    expect(events(paused.when({ ...resume, ...needing(10) }))).toHaveLength(1);
  });

  it('is rolled back when it is on for everyone too', () => {
    const completed = given(create, begin, ...allTheWay(1, 1));
    expect(events(completed.when(follow(50, 'roll_back')))).toMatchObject([{ type: 'RolloutRolledBack' }]);
    expect(completed.when(follow(50))).toMatchObject({
      refusal: { code: 'WRONG_STATUS', status: 'completed' },
    });
  });
});
