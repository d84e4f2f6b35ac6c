import { DEFAULT_TIERS } from '@assay/contracts';
import type {
  Existing,
  InProgress,
  Planned,
  RolledBack,
  RolloutDesign,
} from '../../src/rollout/rollout-state.js';

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
  tiers: [...DEFAULT_TIERS],
  triggers: [],
};

const version = { number: 1, name: '1.0' };
const existing: Existing = {
  design,
  createdAt: since,
  versions: [{ ...version, publishedAt: since, servedSince: since, liveSince: null, bad: null }],
  live: null,
  schedule: null,
  signals: [],
  history: [],
};

export const inProgress: InProgress = {
  ...existing,
  status: 'in_progress',
  version,
  activation: '00000000-0000-7000-8000-000000000001',
  since,
  tier: 'tier_2_early_adopters',
  percentage: 10,
  progressedMs: 0,
};

export const rolledBack: RolledBack = {
  ...existing,
  status: 'rolled_back',
  version,
  activation: '00000000-0000-7000-8000-000000000002',
  since,
  reason: 'search is slow',
  automatic: false,
  evidence: null,
};

export const planned: Planned = { ...existing, status: 'planned' };
