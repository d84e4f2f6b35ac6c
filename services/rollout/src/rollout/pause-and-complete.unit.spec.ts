import {
  advance,
  at,
  begin,
  breach,
  create,
  events,
  forced,
  given,
  healthy,
  IN_FORCE,
  HOUR,
  metadata,
  offsets,
  rollBack,
  uuid,
} from '../../test/support/rollout-life.js';
import type { RolloutCommand } from './rollout-command.js';

describe('a pause', () => {
  const pause = (hours: number): RolloutCommand => ({
    type: 'PauseRollout',
    metadata: metadata(hours),
    reason: 'holidays',
  });
  const resume = (hours: number, activation: number): RolloutCommand => ({
    type: 'ResumeRollout',
    metadata: metadata(hours),
    activation: uuid(activation),
    needs: [],
  });
  const status = { name: 'status', value: 'paused', required: 'in_progress' };

  it('keeps tier, percentage and activation, and the reason', () => {
    expect(given(create, begin, pause(5)).state).toMatchObject({
      ...{ status: 'paused', tier: 'tier_1_internal', percentage: 1, activation: uuid(1) },
      ...{ pausedAt: at(5), reason: 'holidays', progressedMs: 4 * HOUR },
    });
  });

  it('stands against every next tier, with an override too', () => {
    for (const command of [advance(60, 2), forced(60, 2)])
      expect(given(create, begin, pause(5)).when(command)).toMatchObject({
        refusal: { unmet: [status, { name: 'hoursInTier', value: 4 }] },
      });
  });

  it('ends with an activation of its own in the same tier, and does not count as time in the tier', () => {
    const resumed = given(create, begin, pause(31), resume(100, 2));
    expect(resumed.state).toMatchObject({
      ...{ status: 'in_progress', tier: 'tier_1_internal', percentage: 1 },
      ...{ activation: uuid(2), since: at(100) },
    });
    expect(resumed.when(advance(117, 3))).toMatchObject({
      refusal: { unmet: [{ name: 'hoursInTier', value: 47 }] },
    });
    expect(events(resumed.when(advance(118, 3)))).toMatchObject([
      { type: 'RolloutAdvanced', data: { tier: 'tier_2_early_adopters' } },
    ]);
  });

  it('does not protect from a rollback', () => {
    const paused = given(create, begin, pause(2));
    expect(events(paused.when(breach(1)))).toMatchObject([{ data: { automatic: true } }]);
    expect(events(paused.when(rollBack(3)))).toMatchObject([{ data: { automatic: false } }]);
  });

  it('and its end are refused in any other state', () => {
    const refused = (now: string, allowed: string) => ({
      refusal: { code: 'WRONG_STATUS', status: now, allowed: [allowed] },
    });
    expect(given(create).when(pause(1))).toMatchObject(refused('planned', 'in_progress'));
    expect(given(create, begin, pause(2)).when(pause(3))).toMatchObject(refused('paused', 'in_progress'));
    expect(given(create, begin).when(resume(2, 2))).toMatchObject(refused('in_progress', 'paused'));
    expect(given(create, begin, rollBack(2)).when(resume(3, 2))).toMatchObject(
      refused('rolled_back', 'paused'),
    );
  });
});

describe('completing', () => {
  const complete = (hours: number): RolloutCommand => ({
    type: 'CompleteRollout',
    metadata: metadata(hours),
    activation: uuid(9),
    judged: IN_FORCE,
    health: healthy,
    ...{ offsets, needs: [] },
  });

  it('needs the last tier and what a next tier would need', () => {
    expect(given(create, begin).when(complete(10))).toEqual({
      outcome: 'refused',
      refusal: {
        code: 'CONDITIONS_UNMET',
        unmet: [
          { name: 'tier', value: 'tier_1_internal', required: 'tier_4_full' },
          { name: 'hoursInTier', value: 9, required: 'at least 48 hours' },
        ],
      },
    });
    const full = given(create, begin, advance(49, 2), advance(97, 3), advance(145, 4));
    expect(full.when(complete(146))).toMatchObject({ refusal: { unmet: [{ name: 'hoursInTier' }] } });
    expect(events(full.when(complete(193)))).toMatchObject([
      { type: 'RolloutCompleted', data: { activation: uuid(9) } },
    ]);
  });
});
