import { inProgress, planned, rolledBack, since } from '../../test/support/states.js';
import { NO_OUTCOMES } from '../health/outcome-counts.js';
import { summaryOf, viewOf } from './rollout-view.js';

const counts = { units: 40, unitsWithError: 1, outcomes: 100, errors: 4 };

describe('what is shown of a rollout', () => {
  it('has its tier, its outcomes and what stands against the next tier', () => {
    expect(
      viewOf(inProgress, { health: counts, offsets: [], needs: [] }, 60, '2026-03-02T00:00:00.000Z'),
    ).toMatchObject({
      key: 'search',
      status: 'in_progress',
      tier: 'tier_2_early_adopters',
      percentage: 10,
      activation: inProgress.activation,
      allowed: 1,
      denied: 0,
      lastRollback: null,
      stats: {
        totalUnits: 60,
        enabledUnits: 40,
        unitsWithError: 1,
        outcomes: 100,
        errors: 4,
        errorRate: 0.025,
        successRate: 0.96,
      },
      whyNotAdvancing: [{ name: 'hoursInTier', value: 24, required: 'at least 48 hours' }],
    });
  });

  it('after a rollback is off, with the reason, and nothing to advance to', () => {
    expect(viewOf(rolledBack, { health: NO_OUTCOMES, offsets: [], needs: [] }, 60, since)).toMatchObject({
      status: 'rolled_back',
      tier: 'tier_0_disabled',
      percentage: 0,
      lastRollback: { reason: 'search is slow', automatic: false, evidence: null, since },
      stats: { enabledUnits: 0, errorRate: null, successRate: null },
      whyNotAdvancing: [],
    });
  });

  it('before the start is planned, without an activation', () => {
    expect(summaryOf(planned)).toMatchObject({
      status: 'planned',
      activation: null,
      since: null,
      percentage: 0,
    });
  });

  it('has the hours in a tier that hold, whatever it was designed with', () => {
    const hurried = { ...inProgress, design: { ...inProgress.design, minHoursInTier: 1 } };
    expect([summaryOf(inProgress).minHoursInTier, summaryOf(hurried).minHoursInTier]).toEqual([48, 24]);
  });

  it('never has the units on its lists', () => {
    expect(JSON.stringify(summaryOf(inProgress))).not.toContain(inProgress.design.allow[0]);
  });
});
