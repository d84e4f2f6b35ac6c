import type { EventMetadata, MetricProblem, MetricSpec } from '@assay/contracts';
import {
  canonicalJson,
  ExperimentMetricSet,
  MetricCapFrozen,
  metricProblem,
  newEvent,
} from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';

export type ExperimentMetricsEvent = ExperimentMetricSet | MetricCapFrozen;

/** Metrics that an experiment got besides its design, and caps that were frozen. */
export interface ExperimentMetrics {
  /** By key, as they are defined now. */
  readonly metrics: Readonly<Record<string, MetricSpec>>;
  /** Metrics whose percentile has become a value. */
  readonly frozen: Readonly<Record<string, string>>;
}

export interface SetMetric {
  readonly type: 'SetMetric';
  readonly metadata: EventMetadata;
  readonly experiment: string;
  readonly metric: MetricSpec;
  readonly reason?: string;
  /** What the design itself measures, and what of it decides: the primary metric and guardrails. */
  readonly design: readonly MetricSpec[];
  readonly decisive: readonly string[];
}

export interface FreezeCap {
  readonly type: 'FreezeCap';
  readonly metadata: EventMetadata;
  readonly data: MetricCapFrozen['data'];
}

export type ExperimentMetricsCommand = SetMetric | FreezeCap;

export type ExperimentMetricsRefusal =
  | { readonly code: 'METRIC_IS_DECISIVE'; readonly metric: string }
  | { readonly code: 'METRIC_MAKES_NO_SENSE'; readonly problem: MetricProblem }
  | { readonly code: 'TOO_MANY_METRICS'; readonly most: number }
  /** It is defined like this already: nothing to do. */
  | { readonly code: 'METRIC_UNCHANGED' }
  | { readonly code: 'CAP_ALREADY_FROZEN'; readonly cap: string };

type Outcome = Decision<ExperimentMetricsEvent, ExperimentMetricsRefusal>;

const MOST = 100;
const refuse = (refusal: ExperimentMetricsRefusal): Outcome => ({ outcome: 'refused', refusal });

function setMetric(command: SetMetric, state: ExperimentMetrics): Outcome {
  const { metric, design, decisive, experiment, reason, metadata } = command;
  if (decisive.includes(metric.key)) return refuse({ code: 'METRIC_IS_DECISIVE', metric: metric.key });
  const problem = metricProblem(metric);
  if (problem !== undefined) return refuse({ code: 'METRIC_MAKES_NO_SENSE', problem });
  const current = state.metrics[metric.key] ?? design.find(({ key }) => key === metric.key);
  if (current !== undefined && canonicalJson(current) === canonicalJson(metric))
    return refuse({ code: 'METRIC_UNCHANGED' });
  const keys = new Set([...design.map(({ key }) => key), ...Object.keys(state.metrics), metric.key]);
  if (keys.size > MOST) return refuse({ code: 'TOO_MANY_METRICS', most: MOST });
  const data = reason === undefined ? { experiment, metric } : { experiment, metric, reason };
  return { outcome: 'accepted', events: [newEvent(ExperimentMetricSet, metadata, data)] };
}

function freezeCap({ data, metadata }: FreezeCap, state: ExperimentMetrics): Outcome {
  const cap = state.frozen[data.metric];
  if (cap !== undefined) return refuse({ code: 'CAP_ALREADY_FROZEN', cap });
  return { outcome: 'accepted', events: [newEvent(MetricCapFrozen, metadata, data)] };
}

/** The metrics after one more event; total. A metric that is set anew may have its percentile computed anew. */
function evolve(state: ExperimentMetrics, event: ExperimentMetricsEvent): ExperimentMetrics {
  if (event.type === 'MetricCapFrozen')
    return { ...state, frozen: { ...state.frozen, [event.data.metric]: event.data.cap } };
  const { metric } = event.data;
  const frozen = Object.entries(state.frozen).filter(([key]) => key !== metric.key);
  return { metrics: { ...state.metrics, [metric.key]: metric }, frozen: Object.fromEntries(frozen) };
}

/** Further metrics of an experiment under way; never the primary one or a guardrail. */
export const experimentMetricsDecider: Decider<
  ExperimentMetrics,
  ExperimentMetricsCommand,
  ExperimentMetricsEvent,
  ExperimentMetricsRefusal
> = {
  initial: { metrics: {}, frozen: {} },
  evolve,
  decide: (command, state) =>
    command.type === 'SetMetric' ? setMetric(command, state) : freezeCap(command, state),
};
