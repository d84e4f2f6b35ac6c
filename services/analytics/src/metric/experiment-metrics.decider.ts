import type { MetricSpec } from '@assay/contracts';
import {
  canonicalJson,
  ExperimentMetricArchived,
  ExperimentMetricSet,
  METRIC_DAYS,
  MetricCapFrozen,
  MetricDaysCounted,
  metricProblem,
  newEvent,
} from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';
import { daysWithin, hasDays } from '../engine/state/metric-parts.js';
import type {
  ArchiveMetric,
  CountMetricDays,
  DesignMetrics,
  ExperimentMetrics,
  ExperimentMetricsCommand,
  ExperimentMetricsEvent,
  ExperimentMetricsRefusal,
  FreezeCap,
  SetMetric,
} from './experiment-metrics.js';
import { evolveMetrics, frozenKey, NO_FURTHER_METRICS } from './experiment-metrics.js';

type Outcome = Decision<ExperimentMetricsEvent, ExperimentMetricsRefusal>;

const MOST = 100;
/** Each day of each of them is a further amount of every unit. */
const MOST_BY_DAY = 5;

const refuse = (refusal: ExperimentMetricsRefusal): Outcome => ({ outcome: 'refused', refusal });
const accept = (event: ExperimentMetricsEvent): Outcome => ({ outcome: 'accepted', events: [event] });
const because = (reason: string | undefined) => (reason === undefined ? {} : { reason });

function setMetric(command: SetMetric, state: ExperimentMetrics): Outcome {
  const { metric, design, experiment, reason, metadata } = command;
  if (design.decisive.includes(metric.key)) return refuse({ code: 'METRIC_IS_DECISIVE', metric: metric.key });
  const problem = metricProblem(metric);
  if (problem !== undefined) return refuse({ code: 'METRIC_MAKES_NO_SENSE', problem });
  const current = definedIn(state, design, metric.key);
  if (current !== undefined && canonicalJson(current) === canonicalJson(metric) && !isArchived(state, metric))
    return refuse({ code: 'METRIC_UNCHANGED' });
  if (new Set([...keysOf(state, design), metric.key]).size > MOST)
    return refuse({ code: 'TOO_MANY_METRICS', most: MOST });
  return accept(newEvent(ExperimentMetricSet, metadata, { experiment, metric, ...because(reason) }));
}

function archiveMetric(command: ArchiveMetric, state: ExperimentMetrics): Outcome {
  const { metric, design, experiment, reason, metadata } = command;
  if (design.decisive.includes(metric)) return refuse({ code: 'METRIC_IS_DECISIVE', metric });
  const known = keysOf(state, design);
  if (!known.includes(metric)) return refuse({ code: 'METRIC_NOT_FOUND', metric, known });
  if (isArchived(state, { key: metric })) return refuse({ code: 'METRIC_UNCHANGED' });
  return accept(newEvent(ExperimentMetricArchived, metadata, { experiment, metric, ...because(reason) }));
}

function countDays(command: CountMetricDays, state: ExperimentMetrics): Outcome {
  const { metric: key, days, design, experiment, reason, metadata } = command;
  const metric = definedIn(state, design, key);
  const known = keysOf(state, design).filter((one) => !isArchived(state, { key: one }));
  if (metric === undefined || !known.includes(key))
    return refuse({ code: 'METRIC_NOT_FOUND', metric: key, known });
  if (!hasDays(metric)) return refuse({ code: 'METRIC_HAS_NO_DAYS', metric });
  const within = daysWithin(metric, days);
  if (within < METRIC_DAYS.least) return refuse({ code: 'METRIC_WINDOW_TOO_SHORT', metric, days: within });
  if ((state.days[key] ?? 0) >= days) return refuse({ code: 'METRIC_UNCHANGED' });
  const counted = Object.keys(state.days);
  if (!counted.includes(key) && counted.length >= MOST_BY_DAY)
    return refuse({ code: 'TOO_MANY_METRICS_BY_DAY', most: MOST_BY_DAY, counted });
  return accept(newEvent(MetricDaysCounted, metadata, { experiment, metric: key, days, ...because(reason) }));
}

function freezeCap({ data, metadata }: FreezeCap, state: ExperimentMetrics): Outcome {
  const cap = state.frozen[frozenKey(data)];
  if (cap !== undefined) return refuse({ code: 'CAP_ALREADY_FROZEN', cap });
  return accept(newEvent(MetricCapFrozen, metadata, data));
}

const definedIn = (
  { metrics }: ExperimentMetrics,
  design: DesignMetrics,
  key: string,
): MetricSpec | undefined => metrics[key] ?? design.metrics.find((one) => one.key === key);

const isArchived = ({ archived }: ExperimentMetrics, { key }: Pick<MetricSpec, 'key'>): boolean =>
  archived.includes(key);

const keysOf = ({ metrics }: ExperimentMetrics, design: DesignMetrics): readonly string[] => [
  ...new Set([...design.metrics.map(({ key }) => key), ...Object.keys(metrics)]),
];

function decide(command: ExperimentMetricsCommand, state: ExperimentMetrics): Outcome {
  switch (command.type) {
    case 'SetMetric':
      return setMetric(command, state);
    case 'ArchiveMetric':
      return archiveMetric(command, state);
    case 'CountMetricDays':
      return countDays(command, state);
    case 'FreezeCap':
      return freezeCap(command, state);
  }
}

/** Further metrics of an experiment under way, and what becomes of them; never the primary one or a guardrail. */
export const experimentMetricsDecider: Decider<
  ExperimentMetrics,
  ExperimentMetricsCommand,
  ExperimentMetricsEvent,
  ExperimentMetricsRefusal
> = { initial: NO_FURTHER_METRICS, evolve: evolveMetrics, decide };
