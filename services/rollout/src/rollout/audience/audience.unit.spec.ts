import { givesToSomebody, MOST_LISTED } from '@assay/contracts';
import { inProgress } from '../../../test/support/states.js';
import { rolloutDecider } from '../rollout.decider.js';
import type { RolloutState } from '../rollout-state.js';
import type { AudienceChange } from './audience.js';

const digest = (letter: string): string => letter.repeat(64);
const metadata = {
  ...{ id: '00000000-0000-7000-8000-000000000009', source: 'rollout', subject: 'default/rollout/search' },
  ...{ time: '2026-03-02T00:00:00.000Z', project: 'default', actor: 'user:ada', correlationid: 'test' },
};
const decide = (change: AudienceChange, state: RolloutState = inProgress) =>
  rolloutDecider.decide({ type: 'ChangeAudience', metadata, change, reason: 'asked for' }, state);

function after(change: AudienceChange) {
  const decision = decide(change);
  if (decision.outcome === 'refused') throw new TypeError(decision.refusal.code);
  return decision.events.reduce<RolloutState>(
    (state, event) => rolloutDecider.evolve(state, event),
    inProgress,
  );
}

describe('a change of who has the feature', () => {
  it('adds to the lists and takes from them, and leaves tier and activation as they are', () => {
    const changed = after({
      allow: { add: [digest('b')], remove: [digest('a')] },
      deny: { add: [digest('c')] },
    });
    const { history: _none, ...rest } = inProgress;
    expect(changed).toMatchObject({
      ...rest,
      design: { ...inProgress.design, allow: [digest('b')], deny: [digest('c')] },
    });
  });

  it('puts segments in place of those before', () => {
    const design = { ...inProgress.design, segments: { allow: ['vip'], deny: ['banned'] } };
    const decision = decide({ segments: { only: ['dutch'] } }, { ...inProgress, design });
    expect(decision).toMatchObject({ outcome: 'accepted', events: [{ type: 'RolloutAudienceChanged' }] });
    expect(after({ segments: { only: ['dutch'] } })).toMatchObject({
      design: { segments: { only: ['dutch'] }, allow: inProgress.design.allow },
    });
  });

  it('is refused where nothing changes, where a list gets too long, and where there is no rollout', () => {
    expect(decide({ allow: { add: [digest('a')], remove: [digest('f')] } })).toMatchObject({
      refusal: { code: 'AUDIENCE_UNCHANGED' },
    });
    const many = Array.from({ length: MOST_LISTED }, (_, i) => i.toString(16).padStart(64, '0'));
    expect(decide({ allow: { add: many } })).toMatchObject({
      refusal: { code: 'LIST_TOO_LONG', list: 'allow', units: MOST_LISTED + 1, most: MOST_LISTED },
    });
    expect(decide({}, { status: 'absent' })).toMatchObject({ refusal: { code: 'ROLLOUT_NOT_FOUND' } });
  });

  it.each<[boolean, AudienceChange]>([
    [true, { allow: { add: [digest('b')] } }],
    [true, { deny: { remove: [digest('b')] } }],
    [true, { segments: {} }],
    [false, { deny: { add: [digest('b')] }, allow: { remove: [digest('a')] } }],
  ])('gives the feature to somebody: %s', (gives, change) => {
    expect(givesToSomebody(change)).toBe(gives);
  });
});
