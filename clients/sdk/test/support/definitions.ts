import type { ExperimentDefinition, ReleaseDefinition } from '@assay/bucketing';

/** An experiment that runs for everybody, with a config each for its two variants. */
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
    { key: 'control', isControl: true, weight: 1, config: { color: 'blue' } },
    { key: 'treatment', isControl: false, weight: 1, config: { color: 'green' } },
  ],
  ...overrides,
});

/** A rollout that is on for everybody, as the gateway sends it. */
export const rollout = (overrides: object = {}) => ({
  kind: 'rollout',
  key: 'search',
  status: 'in_progress',
  salt: 'search-1',
  revision: 'r1',
  percentage: 100,
  activation: '01920000-0000-7000-8000-000000000001',
  allow: [],
  deny: [],
  ...overrides,
});

/** A release that half of production's traffic meets. */
export const release = (overrides: Partial<ReleaseDefinition> = {}): ReleaseDefinition => ({
  kind: 'release',
  key: 'next',
  status: 'in_progress',
  revision: 'r1',
  environment: 'canary',
  percentage: 50,
  routingKey: 'user',
  version: '2.0.0',
  stableVersion: '1.9.3',
  features: ['new_api'],
  activation: '01920000-0000-7000-8000-000000000002',
  ...overrides,
});

/** The configuration as the gateway sends it. */
export const payload = (flags: readonly object[], rest: object = {}) => ({
  format: 1,
  tag: 't1',
  events: '/api/v1/config/events',
  flags,
  holdouts: [],
  segments: [],
  ...rest,
});
