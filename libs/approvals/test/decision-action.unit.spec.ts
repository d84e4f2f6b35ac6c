import type { DataOf, EventDefinition } from '@assay/contracts';
import {
  newEvent,
  ReleaseAutoRollbackSet,
  ReleasePromoted,
  ReleaseRolledBack,
  RolloutAdvanced,
  RolloutAudienceChanged,
  RolloutPaused,
  RolloutRolledBack,
} from '@assay/contracts';
import { decisionAction } from '../src/index.js';

const ID = '00000000-0000-7000-8000-000000000001';
const metadata = {
  ...{ id: ID, source: 'rollout', subject: 'default/rollout/search', time: '2026-03-01T00:00:00.000Z' },
  ...{ project: 'default', actor: 'user:ada', correlationid: 'test' },
};
const actionOf = <Definition extends EventDefinition>(definition: Definition, data: DataOf<Definition>) =>
  decisionAction(newEvent(definition, metadata, data));

const why = { activation: ID, reason: 'errors', evidence: null };

describe('what a policy would call an event of the past', () => {
  it('is what its command is called where it is about to be done', () => {
    expect(actionOf(RolloutAdvanced, { activation: ID, tier: 'all', percentage: 100 })).toBe('advance');
    expect(
      actionOf(ReleasePromoted, {
        ...{ activation: ID, trafficPercent: 0, evidence: null, environment: 'staging' },
      }),
    ).toBe('promote');
    expect(actionOf(RolloutRolledBack, { ...why, automatic: false })).toBe('rollback');
    expect(actionOf(ReleaseRolledBack, { ...why, automatic: false, trigger: 'manual' })).toBe('rollback');
    expect(actionOf(ReleaseAutoRollbackSet, { enabled: false, reason: 'r' })).toBe('advance');
    expect(actionOf(RolloutAudienceChanged, { segments: {}, reason: 'r' })).toBe('advance');
  });

  it('is nothing for what waits for nobody', () => {
    expect(actionOf(RolloutRolledBack, { ...why, automatic: true })).toBeUndefined();
    expect(actionOf(ReleaseRolledBack, { ...why, automatic: true, trigger: 'health' })).toBeUndefined();
    expect(actionOf(ReleaseAutoRollbackSet, { enabled: true, reason: 'r' })).toBeUndefined();
    expect(
      actionOf(RolloutAudienceChanged, { deny: { add: ['a'.repeat(64)] }, reason: 'r' }),
    ).toBeUndefined();
    expect(actionOf(RolloutPaused, { reason: 'holidays' })).toBeUndefined();
  });
});
