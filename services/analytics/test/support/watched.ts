import type { Guardrail, MetricSpec, VariantSums } from '@assay/contracts';
import type { WatchedExperiment } from '../../src/alerts/rules/watched-experiments.js';
import type { WatchedRun } from '../../src/alerts/snapshots/watched-runs.js';
import type { ReportedExperiment } from '../../src/experiments/reported-experiment.js';
import { metric, START } from './events.js';
import { reportedExperiment } from './reported-experiment.js';

const STARTED = new Date(START).toISOString();

/** An experiment that has been running since `START`. */
export const watched = (over: Partial<ReportedExperiment> = {}): WatchedExperiment => ({
  project: 'default',
  experiment: reportedExperiment({
    ...{ key: 'checkout', name: 'Checkout', firstStartedAt: STARTED, runningSince: STARTED },
    ...{ primaryMetric: null, metrics: [] },
    variants: ['control', 'treatment'].map((key) => ({
      ...{ key, name: key, isControl: key === 'control', weight: 1 },
    })),
    phases: [{ run: 1, phase: 1, weights: { control: 1, treatment: 1 } }],
    ...over,
  }),
});

/** Sums of units of which some did what the metric counts. */
export const sumsOf = (
  spec: MetricSpec,
  units: Readonly<Record<string, readonly [n: number, successes: number]>>,
  phase = 1,
): readonly VariantSums[] =>
  Object.entries(units).map(([variant, [n, successes]]) => ({
    variant,
    phase,
    units: n,
    unitsWithError: 0,
    metrics: [{ metric: spec.key, n, sum: String(successes), sumSquares: String(successes) }],
  }));

/** Its present run as the newest snapshot shows it. */
export const watchedRun = (
  guardrail: MetricSpec,
  variants: readonly VariantSums[],
  over: Partial<ReportedExperiment> = {},
): WatchedRun => {
  const guardrails: readonly Guardrail[] = [{ kind: 'metric', metric: guardrail }];
  return {
    ...watched({ metrics: [metric('bought'), guardrail], guardrails, ...over }),
    snapshot: {
      id: '0192a000-0000-7000-9000-000000000001',
      data: {
        experiment: 'checkout',
        run: 1,
        metrics: [metric('bought'), guardrail],
        variants: [...variants],
        excludedUnits: 0,
        firstExposureAt: STARTED,
        lastExposureAt: STARTED,
        lastEventAt: STARTED,
        offsets: [],
        completeTo: STARTED,
      },
    },
  };
};
