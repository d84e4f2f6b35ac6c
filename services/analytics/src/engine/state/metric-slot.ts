import type { MetricSpec } from '@assay/contracts';

/** One definition of a metric in an experiment; a changed metric has a further slot beside the old one. */
export interface MetricSlot {
  readonly spec: MetricSpec;
  /** 1 for the definition the metric came with. */
  readonly version: number;
  /** The change that brought it; shown when every partition has swept its units up to that change. */
  readonly since: number;
  /** Which percentile its cap was frozen at. */
  readonly percentile?: number;
}
