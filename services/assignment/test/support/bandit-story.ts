import type { BanditSettings, MetricSpec, MetricsSnapshot } from '@assay/contracts';
import type { CommandOf } from './experiment-story.js';
import { DESIGN, metadata, NOW, variant } from './experiment-story.js';

export const BOUGHT: MetricSpec = {
  key: 'bought',
  type: 'proportion',
  event: 'purchase',
  direction: 'increase',
  windowHours: null,
};

/** A bandit with the control and arms `b` and `c`. */
export const bandit = (
  settings: BanditSettings = {},
  primaryMetric: MetricSpec | null = BOUGHT,
): CommandOf => ({
  type: 'CreateExperiment',
  design: { ...DESIGN, experimentType: 'bandit', primaryMetric, bandit: settings },
  variants: [variant('control'), variant('b'), variant('c')],
});

/** Units and how many of them succeeded, by arm. */
export type Counted = Readonly<Record<string, readonly [units: number, successes: number]>>;

export const snapshotData = (arms: Counted, run = 1): MetricsSnapshot['data'] => ({
  experiment: 'checkout',
  run,
  metrics: [BOUGHT],
  variants: Object.entries(arms).map(([key, [units, successes]]) => ({
    ...{ variant: key, phase: 1, units, unitsWithError: 0 },
    metrics: [
      { metric: 'bought', n: units, sum: String(successes), sumSquares: String(successes) },
      { metric: 'other', n: units, sum: '9', sumSquares: '9' },
    ],
  })),
  ...{ excludedUnits: 0, firstExposureAt: NOW, lastExposureAt: NOW, lastEventAt: NOW },
  ...{ offsets: [], completeTo: NOW },
});

export const updated = (arms: Counted, minute = 0, run = 1): CommandOf => {
  const time = new Date(Date.parse(NOW) + minute * 60_000).toISOString();
  return {
    type: 'UpdateBanditWeights',
    metadata: metadata({ time, actor: 'system:bandit' }),
    snapshotId: '0192a000-0000-7000-a000-000000000001',
    snapshot: snapshotData(arms, run),
  };
};
