import type { ExperimentDefinition, ReleaseDefinition, RolloutDefinition } from '../../src/index.js';

/** An experiment that runs for everybody, with two equal variants. */
export const experiment = (overrides: Partial<ExperimentDefinition> = {}): ExperimentDefinition => ({
  kind: 'experiment',
  key: 'checkout',
  status: 'running',
  controlOnly: false,
  winner: null,
  run: 1,
  phase: 1,
  salt: 'checkout-1',
  revision: 'r1',
  trafficAllocation: 100,
  weightsChanged: false,
  variants: [
    { key: 'control', isControl: true, weight: 1, config: {} },
    { key: 'treatment', isControl: false, weight: 1, config: { color: 'green' } },
  ],
  ...overrides,
});

/** A rollout that is on for everybody. */
export const rollout = (overrides: Partial<RolloutDefinition> = {}): RolloutDefinition => ({
  kind: 'rollout',
  key: 'search',
  status: 'in_progress',
  salt: 'search-1',
  revision: 'r1',
  percentage: 100,
  activation: null,
  allow: new Set(),
  deny: new Set(),
  ...overrides,
});

export const unitAt = (index: number): string => `visitor-${String(index)}`;

/** What a unit was given before. */
export const assigned = (variant: string) => ({
  variant,
  bucket: 42,
  propensity: 0.25,
  phase: 3,
  revision: 'r0',
});

export const release = (overrides: Partial<ReleaseDefinition> = {}): ReleaseDefinition => ({
  kind: 'release',
  key: 'next',
  status: 'planned',
  revision: 'r1',
  environment: null,
  percentage: 0,
  routingKey: 'user',
  version: '2.0.0',
  stableVersion: null,
  features: [],
  activation: null,
  ...overrides,
});
