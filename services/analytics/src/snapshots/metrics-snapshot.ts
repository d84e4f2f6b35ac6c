import type { MetricSpec, MetricSums } from '@assay/contracts';
import { derivedId, MetricsSnapshot, newEvent } from '@assay/contracts';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import { controlOf } from '../experiments/reported-experiment.js';
import type { Coverage } from '../reports/report.js';
import type { MetricPhaseSums, RunRef, RunSums } from '../reports/read/run-sums.js';

export interface SnapshotContent {
  readonly sums: RunSums;
  readonly metrics: readonly MetricSpec[];
  readonly experiment: ReportedExperiment;
  readonly coverage: Coverage;
}

/** When a snapshot is taken, and the slot of time that has one at most. */
export interface SnapshotMoment {
  readonly slot: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The statistics of a run as an event; whoever takes it in the same slot gives it the same id. */
export function metricsSnapshot(
  { project, experiment, run }: RunRef,
  { sums, metrics, experiment: definition, coverage }: SnapshotContent,
  { slot, now }: SnapshotMoment,
): MetricsSnapshot {
  const id = derivedId(MetricsSnapshot.type, project, experiment, String(run), String(slot));
  const time = new Date(now).toISOString();
  const actor = 'system:analytics';
  const metadata = { id, source: 'analytics', subject: experiment, time, project, actor, correlationid: id };
  return newEvent(MetricsSnapshot, metadata, {
    experiment,
    run,
    design: {
      control: controlOf(definition)?.key ?? null,
      primaryMetric: definition.primaryMetric,
      plannedUnits: definition.plannedUnits,
    },
    metrics: [...metrics],
    variants: sums.exposures.map((exposures) => ({
      ...exposures,
      metrics: sums.metrics
        .filter(({ variant, phase }) => variant === exposures.variant && phase === exposures.phase)
        .map(sumsOf),
    })),
    excludedUnits: sums.excludedUnits,
    firstExposureAt: sums.firstExposureAt,
    lastExposureAt: sums.lastExposureAt,
    lastEventAt: sums.lastEventAt,
    offsets: coverage.positions.map(({ topic, partition, offset }) => ({ topic, partition, offset })),
    completeTo: coverage.completeTo,
  });
}

/** The sums that the metric needs: those of the others are 0 in every unit. */
function sumsOf({ variant: _variant, phase: _phase, ...sums }: MetricPhaseSums): MetricSums {
  const { metric, version, n, sum, sumSquares, ...further } = sums;
  const needed = Object.entries(further).filter(([, value]) => value !== '0');
  const shared = { metric, n, sum, sumSquares, ...Object.fromEntries(needed) };
  return version === undefined ? shared : { ...shared, version };
}
