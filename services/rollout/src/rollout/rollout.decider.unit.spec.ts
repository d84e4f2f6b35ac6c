import type { EventMetadata, RolloutEvent } from '@assay/contracts';
import type { OutcomeCounts } from '../health/outcome-counts.js';
import { NO_OUTCOMES } from '../health/outcome-counts.js';
import type { RolloutCommand } from './rollout-command.js';
import { rolloutDecider } from './rollout.decider.js';
import type { RolloutDesign, RolloutState } from './rollout-state.js';

const HOUR = 3_600_000;
const start = Date.parse('2026-03-01T00:00:00.000Z');
const at = (hours: number): string => new Date(start + hours * HOUR).toISOString();
const uuid = (n: number): string => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const metadata = (hours: number): EventMetadata => ({
  id: uuid(900 + hours),
  source: 'rollout',
  subject: 'default/rollout/new-search',
  time: at(hours),
  project: 'default',
  actor: 'person:ada',
  correlationid: 'c-1',
});

const design: RolloutDesign = {
  key: 'new-search',
  name: 'New search',
  salt: 'new-search',
  allow: [],
  deny: [],
  errorThreshold: { errorRate: 0.05, windowMs: HOUR, minOutcomes: 20 },
  minHoursInTier: 48,
};

const healthy: OutcomeCounts = { units: 100, unitsWithError: 2, outcomes: 200, errors: 4 };

const create: RolloutCommand = { type: 'CreateRollout', metadata: metadata(0), design };
const begin: RolloutCommand = { type: 'StartRollout', metadata: metadata(1), activation: uuid(1) };
const advance = (
  hours: number,
  activation: number,
  more: Partial<Extract<RolloutCommand, { type: 'AdvanceRollout' }>> = {},
): RolloutCommand => ({
  type: 'AdvanceRollout',
  metadata: metadata(hours),
  activation: uuid(activation),
  health: healthy,
  ...more,
});
const forced = (hours: number, activation: number): RolloutCommand =>
  advance(hours, activation, { override: { reason: 'agreed with the team' } });
const rollBack = (hours: number): RolloutCommand => ({
  type: 'RollBackRollout',
  metadata: metadata(hours),
  activation: uuid(77),
  reason: 'search is slow',
});
const breach = (breached: number): RolloutCommand => ({
  type: 'RollBackOnBreach',
  metadata: metadata(3),
  activation: uuid(88),
  breached: uuid(breached),
  evidence: { units: 50, unitsWithError: 10, outcomes: 60, errorRate: 0.2, threshold: 0.05, windowMs: HOUR },
});

/** The events that the commands before led to. */
function given(...commands: readonly RolloutCommand[]): {
  state: RolloutState;
  when(command: RolloutCommand): ReturnType<typeof rolloutDecider.decide>;
} {
  const state = commands.reduce<RolloutState>((current, command) => {
    const decision = rolloutDecider.decide(command, current);
    if (decision.outcome === 'refused') throw new TypeError(`${command.type}: ${decision.refusal.code}`);
    return decision.events.reduce((next, event) => rolloutDecider.evolve(next, event), current);
  }, rolloutDecider.initial);
  return { state, when: (command) => rolloutDecider.decide(command, state) };
}

const events = (decision: ReturnType<typeof rolloutDecider.decide>): readonly RolloutEvent[] =>
  decision.outcome === 'accepted' ? decision.events : [];

describe('a rollout', () => {
  it('is planned when it is created, once', () => {
    expect(given(create).state).toMatchObject({ status: 'planned', createdAt: at(0) });
    expect(given(create).when(create)).toEqual({
      outcome: 'refused',
      refusal: { code: 'ROLLOUT_EXISTS', key: 'new-search' },
    });
  });

  it('starts at one percent', () => {
    expect(events(given(create).when(begin))).toMatchObject([
      { type: 'RolloutStarted', data: { activation: uuid(1), tier: 'tier_1_internal', percentage: 1 } },
    ]);
  });

  it.each([begin, advance(2, 2), rollBack(2), breach(1)])('is not found before it is created', (command) => {
    expect(given().when(command)).toEqual({ outcome: 'refused', refusal: { code: 'ROLLOUT_NOT_FOUND' } });
  });

  it('goes through the tiers one by one and is completed after the last', () => {
    const life = [create, begin, advance(49, 2), advance(97, 3), advance(145, 4)];
    expect(given(...life).state).toMatchObject({
      status: 'in_progress',
      tier: 'tier_4_full',
      percentage: 100,
      activation: uuid(4),
      since: at(145),
    });
    expect(events(given(...life).when(advance(193, 5)))).toMatchObject([
      { type: 'RolloutCompleted', data: { activation: uuid(5) } },
    ]);
  });
});

describe('advancing', () => {
  it.each([
    ['at 48 hours with few errors', 49, healthy, []],
    ['too early', 48, healthy, [{ name: 'hoursInTier', value: 47, required: 'at least 48' }]],
    [
      'with five percent of the units in error',
      49,
      { ...healthy, unitsWithError: 5 },
      [{ name: 'errorRate', value: 0.05, required: 'below 0.05' }],
    ],
    [
      'with 95 percent of the outcomes successful',
      49,
      { ...healthy, errors: 10 },
      [{ name: 'successRate', value: 0.95, required: 'above 0.95' }],
    ],
    [
      'with nothing seen',
      49,
      NO_OUTCOMES,
      [
        { name: 'errorRate', value: null, required: 'below 0.05' },
        { name: 'successRate', value: null, required: 'above 0.95' },
      ],
    ],
  ])('%s says what stands against it', (_, hours, health, unmet) => {
    const decision = given(create, begin).when(advance(hours, 2, { health }));
    if (unmet.length === 0)
      expect(events(decision)).toMatchObject([
        { type: 'RolloutAdvanced', data: { tier: 'tier_2_early_adopters', percentage: 10 } },
      ]);
    else expect(decision).toEqual({ outcome: 'refused', refusal: { code: 'CONDITIONS_UNMET', unmet } });
  });

  it('never takes less than 24 hours, whatever the rollout asks for', () => {
    const hurried: RolloutCommand = { ...create, design: { ...design, minHoursInTier: 0 } };
    expect(given(hurried, begin).when(advance(24, 2))).toMatchObject({
      refusal: { unmet: [{ name: 'hoursInTier', value: 23, required: 'at least 24' }] },
    });
    expect(events(given(hurried, begin).when(advance(25, 2)))).toHaveLength(1);
  });

  it('with an override goes on and keeps its reason and what it overrode', () => {
    expect(events(given(create, begin).when(forced(2, 2)))).toMatchObject([
      {
        type: 'RolloutAdvanced',
        data: {
          tier: 'tier_2_early_adopters',
          override: {
            reason: 'agreed with the team',
            unmet: ['hoursInTier is 1, required at least 48'],
          },
        },
      },
    ]);
  });

  it('cannot complete by an override', () => {
    const full = given(create, begin, forced(2, 2), forced(3, 3), forced(4, 4));
    expect(full.when(forced(5, 5))).toMatchObject({ refusal: { code: 'CONDITIONS_UNMET' } });
  });

  it('is refused before the start and after a rollback', () => {
    const allowed = ['in_progress', 'paused'];
    expect(given(create).when(advance(49, 2))).toEqual({
      outcome: 'refused',
      refusal: { code: 'WRONG_STATUS', status: 'planned', allowed },
    });
    expect(given(create, begin, rollBack(2)).when(advance(49, 2))).toEqual({
      outcome: 'refused',
      refusal: { code: 'WRONG_STATUS', status: 'rolled_back', allowed },
    });
  });
});

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
    health: healthy,
  });

  it('needs the last tier and what a next tier would need', () => {
    expect(given(create, begin).when(complete(10))).toEqual({
      outcome: 'refused',
      refusal: {
        code: 'CONDITIONS_UNMET',
        unmet: [
          { name: 'tier', value: 'tier_1_internal', required: 'tier_4_full' },
          { name: 'hoursInTier', value: 9, required: 'at least 48' },
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

describe('rolling back', () => {
  it('by hand keeps the reason', () => {
    expect(events(given(create, begin).when(rollBack(2)))).toMatchObject([
      {
        type: 'RolloutRolledBack',
        data: { activation: uuid(77), automatic: false, reason: 'search is slow', evidence: null },
      },
    ]);
  });

  it('on a breach keeps the evidence', () => {
    expect(events(given(create, begin).when(breach(1)))).toMatchObject([
      {
        type: 'RolloutRolledBack',
        data: {
          automatic: true,
          reason: 'error rate 0.2 is above 0.05: 10 of 50 units with an error',
          evidence: { units: 50, unitsWithError: 10 },
        },
      },
    ]);
  });

  it('ignores a breach of an activation that is over', () => {
    expect(given(create, begin, forced(2, 2)).when(breach(1))).toEqual({
      outcome: 'refused',
      refusal: { code: 'STALE_ACTIVATION', activation: uuid(1), current: uuid(2) },
    });
  });

  it('happens once', () => {
    const rolledBack = given(create, begin, breach(1));
    const refusal = { code: 'WRONG_STATUS', status: 'rolled_back' };
    expect(rolledBack.when(breach(1))).toMatchObject({ refusal });
    expect(rolledBack.when(rollBack(4))).toMatchObject({ refusal });
  });

  it('can be followed by a new start at the first tier, with an activation of its own', () => {
    const again: RolloutCommand = { ...begin, metadata: metadata(5), activation: uuid(6) };
    expect(given(create, begin, forced(2, 2), rollBack(3), again).state).toMatchObject({
      status: 'in_progress',
      tier: 'tier_1_internal',
      activation: uuid(6),
      since: at(5),
    });
  });
});
