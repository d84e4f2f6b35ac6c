import type { MetricComparison, MetricComparisonOptions } from '../comparison/compare-metric.js';
import { compareMetric } from '../comparison/compare-metric.js';
import type { ComparedMetric, MetricArms } from '../comparison/metric-sums.js';
import { normalSurvival } from '../distributions/normal-survival.js';
import { requireCount, requireOpenProbability } from '../errors/require.js';

/** What units did on one day since their first exposure; day 0 is the first 24 h. */
export interface DaySinceExposure extends MetricArms {
  readonly day: number;
}

export interface DailyEffect extends Pick<
  MetricComparison,
  'difference' | 'lift' | 'se' | 'interval' | 'pValue' | 'units' | 'reason'
> {
  readonly day: number;
}

/** How the effect changes from day to day. */
export interface EffectTrend {
  /** Change of the effect a day, on the scale of the trend. */
  readonly slope: number;
  readonly se: number;
  readonly pValue: number;
  /** The effect that all days together would have, were it the same on all. */
  readonly level: number;
}

export interface EffectByDay {
  readonly days: readonly DailyEffect[];
  readonly trend: EffectTrend | null;
  /** `novelty`: the effect wears off; `primacy`: it grows; `steady`: neither can be seen; null: too few days. */
  readonly pattern: 'novelty' | 'primacy' | 'steady' | null;
}

export interface EffectByDayOptions extends MetricComparisonOptions {
  /** What the trend is of: the difference, or the effect over the control mean, which does not grow with values. */
  readonly scale?: 'absolute' | 'relative';
}

const LEAST_DAYS = 3;

/**
 * Does an effect wear off, or grow, with the time that units have known the change?
 *
 * Treatment against control for each day since first exposure, and a straight line through the daily differences,
 * each weighted by the inverse of its variance. A unit that does much on one day does so on others: differences
 * between days scatter less than the line assumes, so a trend that is seen is there.
 * @param metric type, quantile, direction
 * @param days sums of the arms on each day since first exposure; only units that have been in for that long
 * @param options as for `compareMetric`, and the scale of the trend (absolute by default)
 * @returns the effect of each day, the trend and its pattern
 * @throws StatsError for days below 0 and as `compareMetric`
 * @see https://arxiv.org/abs/2102.12893
 */
export function effectByDay(
  metric: ComparedMetric,
  days: readonly DaySinceExposure[],
  options: EffectByDayOptions = {},
): EffectByDay {
  const { alpha = 0.05, scale = 'absolute' } = options;
  requireOpenProbability('alpha', alpha);
  const compared = days
    .toSorted((a, b) => a.day - b.day)
    .map(({ day, ...arms }) => {
      requireCount('day', day);
      const { relative, ...comparison } = compareMetric(metric, arms, options);
      const { difference, lift, se, interval, pValue, units, reason } = comparison;
      const effect = { day, difference, lift, se, interval, pValue, units, reason };
      return { effect, onScale: scale === 'relative' ? relative : { estimate: difference, se } };
    });
  const trend = trendOf(compared.map(({ effect: { day }, onScale }) => ({ day, ...onScale })));
  const effects = compared.map(({ effect }) => effect);
  return { days: effects, trend, pattern: trend === null ? null : patternOf(trend, alpha) };
}

interface ScaledEffect {
  readonly day: number;
  readonly estimate: number | null;
  readonly se: number | null;
}

/** Weighted least squares of the difference on the day. */
function trendOf(effects: readonly ScaledEffect[]): EffectTrend | null {
  const points = effects.flatMap(({ day, estimate, se }) =>
    estimate === null || se === null || se === 0 ? [] : [{ day, difference: estimate, weight: 1 / se ** 2 }],
  );
  if (new Set(points.map(({ day }) => day)).size < LEAST_DAYS) return null;
  const total = (amount: (point: (typeof points)[number]) => number): number =>
    points.reduce((sum, point) => sum + point.weight * amount(point), 0);
  const weights = total(() => 1);
  const [meanDay, level] = [
    total(({ day }) => day) / weights,
    total(({ difference }) => difference) / weights,
  ];
  const spread = total(({ day }) => (day - meanDay) ** 2);
  const slope = total(({ day, difference }) => (day - meanDay) * (difference - level)) / spread;
  const se = 1 / Math.sqrt(spread);
  return { slope, se, pValue: 2 * normalSurvival(Math.abs(slope / se)), level };
}

function patternOf({ slope, pValue, level }: EffectTrend, alpha: number): EffectByDay['pattern'] {
  if (pValue > alpha) return 'steady';
  return Math.sign(slope) === Math.sign(level) ? 'primacy' : 'novelty';
}
