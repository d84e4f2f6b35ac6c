import type { ReleaseAnalysis, ReleaseEvidence } from '@assay/contracts';
import { canaryScore, mannWhitney } from '@assay/stats';

export type Judgement = NonNullable<ReleaseEvidence['analysis']>;
export type Metric = ReleaseAnalysis['metrics'][number];
type JudgedMetric = Judgement['metrics'][number];

/** What a metric was on both sides, point by point. */
export interface MetricSeries {
  readonly canary: readonly number[];
  readonly stable: readonly number[];
  /** Why there is nothing, where the source says so. */
  readonly note?: string | undefined;
}

function judgeOne(metric: Metric, { canary, stable, note }: MetricSeries, minPoints: number): JudgedMetric {
  const { name, group, critical, direction } = metric;
  const isEnough = Math.min(canary.length, stable.length) >= minPoints;
  const classification = isEnough ? mannWhitney(canary, stable, { direction }).classification : 'Nodata';
  const points = { canaryPoints: canary.length, stablePoints: stable.length };
  return { name, group, critical, classification, ...points, ...(note === undefined ? {} : { note }) };
}

/** Too much is unknown, and nothing that is known is bad enough to decide. */
function isUndecided(metrics: readonly JudgedMetric[]): boolean {
  const isKnownBad = metrics.some(
    ({ critical, classification }) => critical && (classification === 'High' || classification === 'Low'),
  );
  const unknown = metrics.filter(({ classification }) => classification === 'Nodata');
  return !isKnownBad && (2 * unknown.length >= metrics.length || unknown.some(({ critical }) => critical));
}

function verdictOf(score: number, { pass, marginal }: ReleaseAnalysis): Judgement['verdict'] {
  if (score >= pass) return 'pass';
  return score >= marginal ? 'marginal' : 'fail';
}

/**
 * Do the metrics of a release say that it is as good as the stable version?
 *
 * Each metric by Mann and Whitney's test, as Kayenta judges canaries; the score is the weighted share of those that
 * pass, and 0 where a critical one does not. Half of them without data, or a critical one, decide nothing.
 * @param analysis the metrics, the weights of their groups (percent) and the scores from which on they pass
 * @param series of each metric, in their order
 * @see https://github.com/spinnaker/kayenta
 */
export function judgeMetrics(analysis: ReleaseAnalysis, series: readonly MetricSeries[]): Judgement {
  const metrics = analysis.metrics.map((metric, i) =>
    judgeOne(metric, series[i] ?? { canary: [], stable: [] }, analysis.minPoints),
  );
  if (isUndecided(metrics)) return { verdict: 'no_data', score: null, metrics };
  const labels: Record<string, string[]> = {};
  for (const { group, critical, classification } of metrics)
    (labels[group] ??= []).push(critical ? `${classification}(critical)` : classification);
  const score = canaryScore(labels, analysis.weights).score ?? 0;
  return { verdict: verdictOf(score, analysis), score, metrics };
}
