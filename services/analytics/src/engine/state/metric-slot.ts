import type { MetricSpec } from '@assay/contracts';

/** One definition of a metric in an experiment; a changed metric has a further slot beside the old one. */
export interface MetricSlot {
  readonly spec: MetricSpec;
  /** 1 for the definition the metric came with. */
  readonly version: number;
  /** The change that brought it; shown when every partition has swept its units up to that change. */
  readonly since: number;
  /** Which percentile its cap was frozen at; of a ratio, that of the numerator. */
  readonly percentile?: number;
  /** The same of the denominator of a ratio. */
  readonly denominatorPercentile?: number;
  /** Counted for another metric, and never shown by itself. */
  readonly part?: MetricPart;
  /** Counted, and not shown any more. */
  readonly archived?: true;
}

/** Tells a definition apart from all others in its experiment. */
export const definitionName = (metric: string, version: number): string => `${metric}@${String(version)}`;

/** What of another metric a slot counts: what it comes to on one day, or the denominator whose percentile is wanted. */
export interface MetricPart {
  readonly of: string;
  /** Version of the definition that it is a part of. */
  readonly version: number;
  /** Whole days since first exposure; not there for a denominator. */
  readonly day?: number;
  /** The last instant of the window belongs to the next day. */
  readonly endsBefore?: boolean;
}
