import type { AnalysedSeries, ReleaseAnalysis, ReleaseEvidence } from '@assay/contracts';
import { MOST_ANALYSED_POINTS, pointsOfSide } from '@assay/contracts';
import { canaryScore, mannWhitney } from '@assay/stats';

export type Judgement = NonNullable<ReleaseEvidence['analysis']>;
export type Metric = ReleaseAnalysis['metrics'][number];
type JudgedMetric = Judgement['metrics'][number];

/** A judgement, and what it rests on. */
export interface Judged {
  readonly analysed: AnalysedSeries;
  readonly judgement: Judgement;
}

/** What a metric was on both sides, point by point. */
export interface MetricSeries {
  readonly canary: readonly number[];
  readonly stable: readonly number[];
  /** Why there is nothing, where the source says so. */
  readonly note?: string | undefined;
}

type Series = AnalysedSeries['metrics'][number];

/** What an analysis is judged on: the newest points, as many of each metric as its certificate has room for. */
export function analysedSeries(
  { metrics, weights, pass, marginal, minPoints }: ReleaseAnalysis,
  series: readonly MetricSeries[],
  judgedAt: string,
): AnalysedSeries {
  const most = pointsOfSide(metrics.length);
  return {
    ...{ judgedAt, weights, pass, marginal, minPoints },
    metrics: metrics.map(({ name, group, critical, direction }, i) => {
      const { canary, stable, note } = series[i] ?? { canary: [], stable: [] };
      const points = { canary: canary.slice(-most), stable: stable.slice(-most) };
      return { name, group, critical, direction, ...points, ...(note === undefined ? {} : { note }) };
    }),
  };
}

/** An analysis that has not been judged yet. */
export const notJudged = ({ weights, pass, marginal, minPoints }: ReleaseAnalysis): AnalysedSeries => ({
  ...{ judgedAt: null, weights, pass, marginal, minPoints, metrics: [] },
});

function judgeOne({ canary, stable, ...metric }: Series, minPoints: number): JudgedMetric {
  const { name, group, critical, direction, note } = metric;
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

function verdictOf(score: number, { pass, marginal }: AnalysedSeries): Judgement['verdict'] {
  if (score >= pass) return 'pass';
  return score >= marginal ? 'marginal' : 'fail';
}

/** Thousands of points take as much as a second; the same series are asked about by each who looks at a decision. */
const judgements = new WeakMap<AnalysedSeries, Judgement>();

function requireRoom({ metrics }: AnalysedSeries): void {
  const points = metrics.reduce((sum, { canary, stable }) => sum + canary.length + stable.length, 0);
  if (points > MOST_ANALYSED_POINTS)
    throw new RangeError(`${String(points)} points, at most ${String(MOST_ANALYSED_POINTS)} are judged`);
}

/**
 * Do the metrics of a release say that it is as good as the stable version?
 *
 * Each metric by Mann and Whitney's test, as Kayenta judges canaries; the score is the weighted share of those that
 * pass, and 0 where a critical one does not. Half of them without data, or a critical one, decide nothing.
 * @param analysed the series of the metrics, the weights of their groups (percent) and the scores from which on they pass
 * @throws RangeError for more points than a certificate holds, StatsError for weights over 100 in total
 * @see https://github.com/spinnaker/kayenta
 */
export function judgeSeries(analysed: AnalysedSeries): Judgement {
  const judgement = judgements.get(analysed) ?? judged(analysed);
  judgements.set(analysed, judgement);
  return judgement;
}

function judged(analysed: AnalysedSeries): Judgement {
  requireRoom(analysed);
  const metrics = analysed.metrics.map((metric) => judgeOne(metric, analysed.minPoints));
  if (isUndecided(metrics)) return { verdict: 'no_data', score: null, metrics };
  const labels: Record<string, string[]> = {};
  for (const { group, critical, classification } of metrics)
    (labels[group] ??= []).push(critical ? `${classification}(critical)` : classification);
  const score = canaryScore(labels, analysed.weights).score ?? 0;
  return { verdict: verdictOf(score, analysed), score, metrics };
}
