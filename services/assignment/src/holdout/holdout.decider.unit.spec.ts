import { metadata } from '../../test/support/experiment-story.js';
import type { HoldoutCommand, HoldoutStream } from './holdout.decider.js';
import { holdoutDecider } from './holdout.decider.js';
import { holdoutView } from './holdouts.service.js';

const CREATE: HoldoutCommand = {
  type: 'CreateHoldout',
  metadata: metadata(),
  holdout: { key: 'all', name: 'All', scope: 'global', percent: 5, salt: 's' },
};
const change = (percent: number): HoldoutCommand => ({
  type: 'ChangeHoldout',
  metadata: metadata(),
  percent,
  reason: 'quarter',
});
const END: HoldoutCommand = { type: 'EndHoldout', metadata: metadata(), reason: 'read' };

function after(...commands: readonly HoldoutCommand[]): HoldoutStream {
  return commands.reduce<HoldoutStream>((state, command) => {
    const decision = holdoutDecider.decide(command, state);
    if (decision.outcome === 'refused') throw new TypeError(decision.refusal.code);
    return decision.events.reduce((now, event) => holdoutDecider.evolve(now, event), state);
  }, holdoutDecider.initial);
}

describe('a holdout', () => {
  it('is created, changed and ended; it keeps its salt, so that a larger share keeps those who were in', () => {
    expect(after(CREATE, change(10))).toMatchObject({ status: 'active', percent: 10, salt: 's', version: 2 });
    expect(after(CREATE, END)).toMatchObject({ status: 'ended', percent: 0 });
  });

  it.each<[string, readonly HoldoutCommand[], HoldoutCommand, object]>([
    ['to be created twice', [CREATE], CREATE, { code: 'HOLDOUT_EXISTS', key: 'all' }],
    ['to be changed to what it is', [CREATE], change(5), { code: 'HOLDOUT_UNCHANGED', percent: 5 }],
    ['to be changed once it has ended', [CREATE, END], change(6), { code: 'HOLDOUT_ENDED', key: 'all' }],
    ['to be ended before it was there', [], END, { code: 'HOLDOUT_NOT_FOUND' }],
  ])('refuses %s', (_, before, command, refusal) => {
    expect(holdoutDecider.decide(command, after(...before))).toEqual({ outcome: 'refused', refusal });
  });

  it('does not show its salt', () => {
    const state = after(CREATE);
    if (state.status === 'absent') throw new TypeError('absent');
    expect(holdoutView(state)).not.toHaveProperty('salt');
  });
});
