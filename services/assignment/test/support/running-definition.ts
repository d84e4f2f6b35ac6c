import type { ExperimentDefinition } from '@assay/bucketing';

/** An experiment that runs, with equal weights. */
export const runningDefinition = (overrides: Partial<ExperimentDefinition> = {}): ExperimentDefinition => ({
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
    { key: 'control', name: 'As it is', isControl: true, weight: 1, config: {} },
    { key: 'treatment', name: 'Green', isControl: false, weight: 1, config: {} },
  ],
  ...overrides,
});
