import {
  at,
  begin,
  create,
  events,
  given,
  healthy,
  IN_FORCE,
  metadata,
  offsets,
  rollBack,
  startAgain,
  uuid,
} from '../../../test/support/rollout-life.js';
import { NO_OUTCOMES } from '../../health/outcome-counts.js';
import type { RolloutCommand, TakeScheduledStep } from '../rollout-command.js';

const schedule = (hours: number, ...steps: readonly number[]): RolloutCommand => ({
  type: 'ScheduleAdvance',
  metadata: metadata(hours),
  steps: steps.map((step) => ({ at: at(step) })),
});
const take = (hours: number, more: Partial<TakeScheduledStep> = {}): RolloutCommand => ({
  type: 'TakeScheduledStep',
  metadata: { ...metadata(hours), id: uuid(5000 + hours) },
  activation: uuid(hours),
  judged: IN_FORCE,
  health: healthy,
  ...{ offsets, needs: [] },
  ...more,
});
const cancel: RolloutCommand = { type: 'CancelSchedule', metadata: metadata(3), reason: 'not this week' };

describe('a schedule', () => {
  it('advances at its time when nothing stands against it', () => {
    const planned = given(create, begin, schedule(2, 49, 97));
    expect(planned.when(take(48))).toEqual({
      outcome: 'refused',
      refusal: { code: 'NOTHING_DUE', next: at(49) },
    });
    expect(events(planned.when(take(49)))).toMatchObject([
      { type: 'RolloutAdvanced', data: { tier: 'tier_2_early_adopters', scheduledStep: 1 } },
    ]);
  });

  it('takes each step once, whoever tries: the id follows from the schedule', () => {
    const planned = given(create, begin, schedule(2, 49));
    const [one, other] = [take(49), take(50)].map((command) => events(planned.when(command))[0]?.id);
    expect(one).toBe(other);
    expect(given(create, begin, schedule(2, 49), take(49)).when(take(50))).toMatchObject({
      refusal: { code: 'NOTHING_DUE', next: null },
    });
  });

  it('records what stood against a step, and goes on with the next one', () => {
    const late = given(create, begin, schedule(2, 10, 60), take(10));
    expect(late.state).toMatchObject({
      ...{ status: 'in_progress', tier: 'tier_1_internal' },
      schedule: {
        done: 1,
        refused: { step: 1, at: at(10), unmet: ['hoursInTier is 9 hours, required at least 48 hours'] },
      },
    });
    expect(late.when(take(11))).toMatchObject({ refusal: { code: 'NOTHING_DUE', next: at(60) } });
    expect(given(create, begin, schedule(2, 10, 60), take(10), take(60)).state).toMatchObject({
      tier: 'tier_2_early_adopters',
      schedule: { done: 2, refused: null },
    });
  });

  it('does not advance what is unhealthy or paused', () => {
    const planned = [create, begin, schedule(2, 49)];
    expect(events(given(...planned).when(take(49, { health: NO_OUTCOMES })))).toMatchObject([
      { type: 'RolloutStepRefused', data: { step: 1, code: 'CONDITIONS_UNMET' } },
    ]);
    const paused: RolloutCommand = { type: 'PauseRollout', metadata: metadata(3), reason: 'holidays' };
    expect(events(given(...planned, paused).when(take(60)))).toMatchObject([{ type: 'RolloutStepRefused' }]);
  });

  it('makes up for missed steps once: no tier is skipped', () => {
    const missed = given(create, begin, schedule(2, 49, 50, 51), take(200));
    expect(missed.state).toMatchObject({ tier: 'tier_2_early_adopters', schedule: { done: 3 } });
    expect(missed.when(take(201))).toMatchObject({ refusal: { code: 'NOTHING_DUE', next: null } });
  });

  it('ends with a rollback, a cancellation, or another one in its place', () => {
    const planned = [create, begin, schedule(2, 49)];
    expect(given(...planned, rollBack(3), startAgain(4, 4)).state).toMatchObject({ schedule: null });
    expect(given(...planned, cancel).state).toMatchObject({ schedule: null });
    expect(given(...planned, schedule(3, 70)).state).toMatchObject({ schedule: { steps: [{ at: at(70) }] } });
    expect(given(create, begin).when(cancel)).toMatchObject({ refusal: { code: 'NOTHING_SCHEDULED' } });
  });

  it('lies ahead and in order, of a rollout that is in a tier', () => {
    expect(given(create, begin).when(schedule(5, 5))).toMatchObject({
      refusal: { code: 'SCHEDULE_IN_PAST', step: 1, at: at(5), now: at(5) },
    });
    expect(given(create, begin).when(schedule(5, 9, 8))).toMatchObject({
      refusal: { code: 'SCHEDULE_OUT_OF_ORDER', step: 2, at: at(8), after: at(9) },
    });
    expect(given(create).when(schedule(5, 9))).toMatchObject({ refusal: { code: 'WRONG_STATUS' } });
  });
});
