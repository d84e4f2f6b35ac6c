import {
  allTheWay,
  begin,
  create,
  events,
  forced,
  given,
  publish,
  rollBack,
  startAgain,
  uuid,
} from '../../test/support/rollout-life.js';
import { judgedActivation, judgedByRollback } from './judged-activation.js';
import type { AdvanceRollout } from './rollout-command.js';

const later = publish(250, '2.0');
const twoIsLive = [create, begin, ...allTheWay(1, 10), later] as const;
const twoInTier = [...twoIsLive, startAgain(260, 20)];
const manual = { ...rollBack(300) };
const overriding = { ...(forced(300, 30) as AdvanceRollout) };

describe('a step that somebody decides on', () => {
  it('is not taken twice by two who looked at the same', () => {
    const seen = given(...twoInTier).state;
    const judged = judgedActivation(seen, undefined);
    expect(judged).toBe(uuid(20));
    const advanced = given(...twoInTier, { ...overriding, judged });
    expect(advanced.state).toMatchObject({ tier: 'tier_2_early_adopters' });
    expect(advanced.when({ ...overriding, activation: uuid(31), judged })).toEqual({
      outcome: 'refused',
      refusal: { code: 'STALE_ACTIVATION', activation: uuid(20), current: uuid(30) },
    });
    // Control: decided on what is in force, the next tier is begun.
    expect(events(advanced.when({ ...overriding, judged: uuid(30) }))).toMatchObject([
      { data: { tier: 'tier_3_general' } },
    ]);
  });

  it('does not roll back what a rollback has put in place', () => {
    const judged = judgedActivation(given(...twoInTier).state, undefined);
    const back = given(...twoInTier, { ...manual, judged });
    expect(back.state).toMatchObject({ status: 'rolled_back', live: { version: { number: 1 } } });
    expect(back.when({ ...manual, judged })).toMatchObject({ refusal: { code: 'STALE_ACTIVATION' } });
  });

  it('does not either for whoever has not seen the rollback, and names nothing', () => {
    const back = given(...twoInTier, manual).state;
    const judged = judgedByRollback(back, undefined, 'previous');
    expect(given(...twoInTier, manual).when({ ...manual, judged })).toEqual({
      outcome: 'refused',
      refusal: { code: 'ACTIVATION_REQUIRED', current: uuid(77) },
    });
    // Controls: it goes back when it is named, or the target is.
    const named = judgedByRollback(back, uuid(77), 'previous');
    expect(events(given(...twoInTier, manual).when({ ...manual, judged: named }))).toHaveLength(1);
    expect(judgedByRollback(back, undefined, 'off')).toBe(uuid(77));
  });
});
