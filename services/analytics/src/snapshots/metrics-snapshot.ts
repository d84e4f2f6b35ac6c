import type { MetricSpec, MetricSums, VariantSums } from '@assay/contracts';
import { derivedId, MetricsSnapshot, newEvent } from '@assay/contracts';
import { fitting } from './fitting-snapshot.js';
import { decimalText, exactDecimal } from '@assay/stats';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import { controlOf } from '../experiments/reported-experiment.js';
import type { Coverage } from '../reporting/coverage.js';
import type { RunRef } from '../reports/read/listed-cells.js';
import type { RunSums, VariantPhase } from '../reports/read/run-sums.js';

interface SnapshotContent {
  readonly sums: RunSums;
  /** The primary metric of the units whose window is over; undefined where no unit waits. */
  readonly matured?: Counted | undefined;
  readonly metrics: readonly MetricSpec[];
  readonly experiment: ReportedExperiment;
  readonly coverage: Coverage;
}

/** Units and sums by variant and phase. */
interface Counted extends Pick<RunSums, 'exposures'> {
  readonly metrics: readonly (VariantPhase & { readonly metric: string; readonly version?: number })[];
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
  { sums, matured, metrics, experiment: definition, coverage }: SnapshotContent,
  { slot, now }: SnapshotMoment,
): MetricsSnapshot {
  const id = derivedId(MetricsSnapshot.type, project, experiment, String(run), String(slot));
  const time = new Date(now).toISOString();
  const actor = 'system:analytics';
  const metadata = { id, source: 'analytics', subject: experiment, time, project, actor, correlationid: id };
  const whole: MetricsSnapshot['data'] = {
    experiment,
    run,
    design: {
      control: controlOf(definition)?.key ?? null,
      primaryMetric: definition.primaryMetric,
      plannedUnits: definition.plannedUnits,
    },
    metrics: [...metrics],
    variants: variantsOf(sums),
    ...(matured === undefined ? {} : { matured: variantsOf(matured) }),
    excludedUnits: sums.excludedUnits,
    ...(sums.unlistedUnits === 0 ? {} : { unlistedUnits: sums.unlistedUnits }),
    firstExposureAt: sums.firstExposureAt,
    lastExposureAt: sums.lastExposureAt,
    lastEventAt: sums.lastEventAt,
    offsets: coverage.positions.map(({ topic, partition, offset }) => ({ topic, partition, offset })),
    completeTo: coverage.completeTo,
  };
  return newEvent(MetricsSnapshot, metadata, fitting(whole, decisiveIn(definition)));
}

const decisiveIn = ({ primaryMetric, guardrails }: ReportedExperiment): ReadonlySet<string | null> =>
  new Set([primaryMetric, ...guardrails.map((one) => (one.kind === 'metric' ? one.metric.key : null))]);

const variantsOf = ({ exposures, metrics }: Counted): VariantSums[] =>
  exposures.map((counted) => ({
    ...counted,
    metrics: metrics
      .filter(({ variant, phase }) => variant === counted.variant && phase === counted.phase)
      .map(sumsOf),
  }));

/** The sums that the metric needs: those of the others are 0 in every unit. */
function sumsOf({ variant: _variant, phase: _phase, ...row }: Counted['metrics'][number]): MetricSums {
  const { metric, version, n, buckets, ...decimals } = row;
  const { sum, sumSquares, ...further } = Object.fromEntries(
    Object.entries(decimals).map(([field, value]) => [field, decimalText(exactDecimal(value))]),
  );
  const needed = Object.entries(further).filter(([, value]) => value !== '0');
  return {
    ...{ metric, n, sum: sum ?? '0', sumSquares: sumSquares ?? '0' },
    ...Object.fromEntries(needed),
    ...(buckets === undefined
      ? {}
      : { buckets: buckets.map(([bucket, units]): [number, number] => [bucket, units]) }),
    ...(version === undefined ? {} : { version }),
  };
}
