import type {
  EventMetadata,
  ExperimentMetricArchived,
  ExperimentMetricSet,
  MetricCapFrozen,
  MetricDaysCounted,
  MetricProblem,
  MetricSpec,
} from '@assay/contracts';

export type ExperimentMetricsEvent =
  ExperimentMetricSet | ExperimentMetricArchived | MetricDaysCounted | MetricCapFrozen;

/** What happened to the metrics of an experiment besides its design. */
export interface ExperimentMetrics {
  /** Further metrics by key, as they are defined now. */
  readonly metrics: Readonly<Record<string, MetricSpec>>;
  /** Metrics whose percentile has become a value; `KEY/denominator` for the denominator of a ratio. */
  readonly frozen: Readonly<Record<string, string>>;
  /** Metrics that are not shown any more. */
  readonly archived: readonly string[];
  /** On how many days since first exposure metrics are counted one by one. */
  readonly days: Readonly<Record<string, number>>;
}

/** What the design itself measures, and what of it decides: the primary metric and guardrails. */
export interface DesignMetrics {
  readonly metrics: readonly MetricSpec[];
  readonly decisive: readonly string[];
}

interface Command {
  readonly metadata: EventMetadata;
  readonly experiment: string;
  readonly design: DesignMetrics;
  readonly reason?: string;
}

export interface SetMetric extends Command {
  readonly type: 'SetMetric';
  readonly metric: MetricSpec;
}

export interface ArchiveMetric extends Command {
  readonly type: 'ArchiveMetric';
  readonly metric: string;
}

export interface CountMetricDays extends Command {
  readonly type: 'CountMetricDays';
  readonly metric: string;
  readonly days: number;
}

export interface FreezeCap {
  readonly type: 'FreezeCap';
  readonly metadata: EventMetadata;
  readonly data: MetricCapFrozen['data'];
}

export type ExperimentMetricsCommand = SetMetric | ArchiveMetric | CountMetricDays | FreezeCap;

export type ExperimentMetricsRefusal =
  | { readonly code: 'METRIC_IS_DECISIVE'; readonly metric: string }
  | { readonly code: 'METRIC_MAKES_NO_SENSE'; readonly problem: MetricProblem }
  | { readonly code: 'METRIC_NOT_FOUND'; readonly metric: string; readonly known: readonly string[] }
  | { readonly code: 'TOO_MANY_METRICS'; readonly most: number }
  | { readonly code: 'METRIC_HAS_NO_DAYS'; readonly metric: MetricSpec }
  | { readonly code: 'METRIC_WINDOW_TOO_SHORT'; readonly metric: MetricSpec; readonly days: number }
  | {
      readonly code: 'TOO_MANY_METRICS_BY_DAY';
      readonly most: number;
      readonly counted: readonly string[];
    }
  /** It is like this already: nothing to do. */
  | { readonly code: 'METRIC_UNCHANGED' }
  | { readonly code: 'CAP_ALREADY_FROZEN'; readonly cap: string };

export const NO_FURTHER_METRICS: ExperimentMetrics = { metrics: {}, frozen: {}, archived: [], days: {} };

/** Under which key the value of a percentile is kept. */
export const frozenKey = ({ metric, part }: Pick<MetricCapFrozen['data'], 'metric' | 'part'>): string =>
  part === undefined ? metric : `${metric}/${part}`;

/** The metrics after one more event; total. A metric that is set anew may have its percentiles computed anew. */
export function evolveMetrics(state: ExperimentMetrics, event: ExperimentMetricsEvent): ExperimentMetrics {
  switch (event.type) {
    case 'MetricCapFrozen':
      return { ...state, frozen: { ...state.frozen, [frozenKey(event.data)]: event.data.cap } };
    case 'ExperimentMetricArchived':
      return { ...state, archived: [...without(state.archived, event.data.metric), event.data.metric] };
    case 'MetricDaysCounted':
      return { ...state, days: { ...state.days, [event.data.metric]: event.data.days } };
    case 'ExperimentMetricSet': {
      const { metric } = event.data;
      const keys = [metric.key, frozenKey({ metric: metric.key, part: 'denominator' })];
      const frozen = Object.entries(state.frozen).filter(([key]) => !keys.includes(key));
      return {
        ...state,
        metrics: { ...state.metrics, [metric.key]: metric },
        frozen: Object.fromEntries(frozen),
        archived: without(state.archived, metric.key),
      };
    }
  }
}

const without = (keys: readonly string[], key: string): readonly string[] =>
  keys.filter((one) => one !== key);
