import type { EffectByDay } from '@assay/stats';
import type { MetricSummary } from '../metric-summary.js';
import type { ReportHead } from '../rendering/report-page.js';

/** Whether the effect wears off or grows with the time since first exposure, relative to control. */
export interface NoveltyReport extends ReportHead {
  readonly metric: MetricSummary;
  /**
   * `days`: what happens on each day since first exposure, among the units for which it is over, and the trend of it
   * among the same units on all of its days; `cohorts`: units by the whole days since their first exposure, each with all
   * that it has done, so that days of arrival mix in.
   */
  readonly by: 'days' | 'cohorts';
  readonly variants: readonly NoveltyOfVariant[];
  /** What can be had besides, or is still being counted. */
  readonly note?: string;
}

export interface NoveltyOfVariant extends EffectByDay {
  readonly variant: string;
  /** What the trend is of: days 0, 1 … and the units of both variants, the same on each; not of cohorts. */
  readonly trendOver?: { readonly days: number; readonly units: number };
  /** Why there is no pattern. */
  readonly reason?: string;
}
