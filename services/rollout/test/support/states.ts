import type { InProgress, RolledBack, RolloutDesign } from '../../src/rollout/rollout-state.js';

export const START = Date.parse('2026-03-01T00:00:00.000Z');
export const since = new Date(START).toISOString();

export const design: RolloutDesign = {
  key: 'search',
  name: 'Search',
  salt: 'salt-1',
  allow: ['a'.repeat(64)],
  deny: [],
  errorThreshold: { errorRate: 0.05, windowMs: 3_600_000, minOutcomes: 20 },
  minHoursInTier: 48,
};

export const inProgress: InProgress = {
  status: 'in_progress',
  design,
  createdAt: since,
  activation: '00000000-0000-7000-8000-000000000001',
  since,
  tier: 'tier_2_early_adopters',
  percentage: 10,
  progressedMs: 0,
};

export const rolledBack: RolledBack = {
  status: 'rolled_back',
  design,
  createdAt: since,
  activation: '00000000-0000-7000-8000-000000000002',
  since,
  reason: 'search is slow',
  automatic: false,
  evidence: null,
};
