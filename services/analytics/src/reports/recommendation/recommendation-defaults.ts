import type { Environment } from '@assay/platform';
import { EnvironmentReader } from '@assay/platform';
import type { RecommendationThresholds } from '@assay/stats';

/** What a recommendation is held against where the experiment does not say otherwise. */
export type RecommendationDefaults = Omit<RecommendationThresholds, 'plannedUnits'>;

export const RECOMMENDATION_DEFAULTS = Symbol('recommendation defaults');

export const STANDARD_DEFAULTS: RecommendationDefaults = {
  minimumUnits: 1_000,
  minimumLift: 0.05,
  alpha: 0.05,
  maximumLagMs: 900_000,
};

/**
 * The thresholds of a whole installation, from the same `AUTO_PROMOTION_*` that promotion obeys.
 * @throws ConfigError naming every variable that is wrong
 * @example defaultsFrom({ AUTO_PROMOTION_MIN_IMPROVEMENT: '2' }).minimumLift // 0.02
 */
export function defaultsFrom(env: Environment): RecommendationDefaults {
  const read = new EnvironmentReader(env);
  const { minimumUnits, minimumLift, alpha, maximumLagMs } = STANDARD_DEFAULTS;
  const confidence = read.number('AUTO_PROMOTION_MIN_CONFIDENCE', {
    fallback: 100 * (1 - alpha),
    isValid: (percent) => percent > 0 && percent < 100,
    expected: 'give a percentage above 0 and below 100, e.g. 95',
  });
  const defaults = {
    minimumUnits: read.integer('AUTO_PROMOTION_MIN_SAMPLE_SIZE', {
      ...{ fallback: minimumUnits, min: 1, max: 1_000_000_000 },
    }),
    minimumLift:
      read.number('AUTO_PROMOTION_MIN_IMPROVEMENT', {
        fallback: 100 * minimumLift,
        isValid: (percent) => percent >= 0,
        expected: 'give a percentage from 0',
      }) / 100,
    alpha: Number((1 - confidence / 100).toFixed(12)),
    maximumLagMs:
      read.number('AUTO_PROMOTION_MAX_LAG_SECONDS', {
        fallback: maximumLagMs / 1_000,
        isValid: (seconds) => seconds > 0,
        expected: 'give seconds above 0',
      }) * 1_000,
  };
  read.check();
  return defaults;
}
