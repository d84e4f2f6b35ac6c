/** The experiment that is imported into, as far as events need it. */
export interface Target {
  readonly experiment: string;
  readonly run: number;
  readonly phase: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Key by value of the variant column. */
  readonly variants: ReadonlyMap<string, { readonly key: string; readonly propensity: number }>;
  readonly metrics: readonly TargetMetric[];
}

/** One outcome, in the order asked for. */
export interface TargetMetric {
  readonly name: string;
  readonly type: 'proportion' | 'mean';
  /** Name of the event that counts for it. */
  readonly event: string;
}

/** What the API shows of an experiment. */
export interface ExperimentView {
  readonly key: string;
  readonly status: string;
  readonly origin: string;
  readonly experimentType: string;
  readonly run: number | null;
  readonly phase: number | null;
  readonly startedAt: string | null;
  readonly variants: readonly {
    readonly key: string;
    readonly name: string;
    readonly isControl: boolean;
    readonly weight: number;
  }[];
  readonly primaryMetric: MetricView | null;
  readonly secondaryMetrics: readonly MetricView[];
}

interface MetricView {
  readonly key: string;
  readonly type: 'proportion' | 'mean';
  readonly event: string;
}
