import {
  advance,
  at,
  begin,
  breach,
  create,
  design,
  events,
  forced,
  given,
  healthy,
  metadata,
  rollBack,
  uuid,
} from '../../test/support/rollout-life.js';
import { NO_OUTCOMES } from '../health/outcome-counts.js';
import type { RolloutCommand } from './rollout-command.js';

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
    ['too early', 48, healthy, [{ name: 'hoursInTier', value: 47, required: 'at least 48 hours' }]],
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
      refusal: { unmet: [{ name: 'hoursInTier', value: 23, required: 'at least 24 hours' }] },
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
            unmet: ['hoursInTier is 1 hours, required at least 48 hours'],
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
