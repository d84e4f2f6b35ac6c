export * from './engine-version.js';
export * from './distributions/beta-cdf.js';
export * from './distributions/beta-quantile.js';
export * from './distributions/beta-survival.js';
export * from './distributions/chi-squared-cdf.js';
export * from './distributions/chi-squared-quantile.js';
export * from './distributions/chi-squared-survival.js';
export * from './distributions/normal-cdf.js';
export * from './distributions/normal-density.js';
export * from './distributions/normal-quantile.js';
export * from './distributions/normal-survival.js';
export * from './distributions/student-t-cdf.js';
export * from './distributions/student-t-quantile.js';
export * from './distributions/student-t-survival.js';
export * from './sums/exact-decimal.js';
export * from './sums/from-sums.js';
export * from './sums/from-values.js';
export * from './frequentist/mean-interval.js';
export * from './frequentist/newcombe-interval.js';
export * from './frequentist/proportion-welch.js';
export * from './frequentist/two-proportion-z.js';
export * from './frequentist/welch-comparison.js';
export * from './frequentist/welch-t.js';
export * from './frequentist/wilson-interval.js';
export * from './bandit/bandit-weights.js';
export * from './bandit/index-policies.js';
export * from './bandit/thompson.js';
export * from './bandit/with-floor.js';
export * from './bayesian/beta-posterior.js';
export * from './bayesian/gaussian-posterior.js';
export * from './canary/canary-score.js';
export * from './canary/mann-whitney.js';
export * from './cuped/cuped.js';
export * from './cuped/cuped-ratio.js';
export * from './distributions/binomial.js';
export * from './frequentist/delta-ratio.js';
export * from './frequentist/quantile-comparison.js';
export * from './frequentist/quantile-ranks.js';
export * from './multiple-testing/adjust-p-values.js';
export * from './power/relative-power.js';
export * from './power/sample-size.js';
export * from './power/t-power.js';
export * from './power/units-to-go.js';
export * from './simulation/peeking-simulation.js';
export * from './sums/cross-products.js';
export * from './sums/sample-quantile.js';
export * from './sequential/bernoulli-confidence-sequence.js';
export * from './sequential/beta-binomial-bound.js';
export * from './sequential/beta-binomial-mixture.js';
export * from './sequential/confidence-sequence.js';
export * from './sequential/fold-sequence.js';
export * from './sequential/group-sequential-bounds.js';
export * from './sequential/mixture-rho.js';
export * from './sequential/msprt.js';
export * from './sequential/normal-mixture-bound.js';
export * from './sequential/one-sided-normal-mixture-bound.js';
export * from './sequential/stitched-bound.js';
export * from './srm/sample-ratio-mismatch.js';
export * from './srm/sequential-sample-ratio.js';
export * from './srm/srm-by-phase.js';
export * from './comparison/compare-means.js';
export * from './comparison/compare-proportions.js';
export * from './comparison/comparison.js';
export * from './comparison/phase-sums.js';
export * from './errors/inconsistent-sums.error.js';
export * from './errors/invalid-count.error.js';
export * from './errors/invalid-decimal.error.js';
export * from './errors/invalid-field.error.js';
export * from './errors/length-mismatch.error.js';
export * from './errors/not-finite.error.js';
export * from './errors/nothing-to-compute.js';
export * from './errors/out-of-range.error.js';
export * from './errors/stats-error.js';
export * from './errors/successes-exceed-units.error.js';
export * from './errors/unknown-capability.error.js';
export * from './errors/unknown-function.error.js';
export * from './errors/unknown-shape.error.js';
export type { Interval } from './frequentist/interval.js';
export type { ProportionSums } from './frequentist/proportion.js';
export * from './vectors/run-capability.js';
export * from './vectors/run-vectors.js';
export type { BetaParameters } from './bayesian/beta-integral.js';
export type { CupedArm, CupedSums } from './cuped/cuped-sums.js';
export type { Alternative } from './frequentist/effect-test.js';
export * from './errors/incompatible-sketches.error.js';
export * from './errors/invalid-sketch.error.js';
export * from './errors/not-in-sketch.error.js';
export { bucketOf, bucketValue } from './sketch/bucket.js';
export * from './sketch/quantile-arm.js';
export * from './sketch/sketch.js';
export * from './sketch/sketch-arithmetic.js';
export * from './sketch/sketch-json.js';
export * from './sketch/sketch-quantile.js';
export * from './comparison/add-phases.js';
export * from './comparison/adjust-comparisons.js';
export type { BayesianView } from './comparison/bayesian-view.js';
export * from './comparison/compare-metric.js';
export * from './comparison/describe-arm.js';
export * from './comparison/matured-units.js';
export type {
  ComparedMetric,
  ComparedMetricType,
  MetricArms,
  MetricPhase,
  MetricSums,
} from './comparison/metric-sums.js';
export type { ArmAdjustment, RelativeEffect } from './comparison/relative-effect.js';
export type { PhaseUnits } from './comparison/weighted-arms.js';
export type {
  BreachedGuardrail,
  RecommendationEvidence,
  RecommendationThresholds,
  RecommendedArm,
  RecommendedTreatment,
} from './recommendation/evidence.js';
export * from './recommendation/guardrail-breach.js';
export type { RecommendationCode, RecommendationReason } from './recommendation/reason.js';
export * from './recommendation/recommend.js';
export * from './errors/invalid-policy.error.js';
export * from './errors/zero-propensity.error.js';
export * from './off-policy/estimate-policy.js';
export type { LoggedDecision, Policy, PolicyWeights } from './off-policy/logged-decision.js';
export { uniformPolicy } from './off-policy/logged-decision.js';
export * from './novelty/effect-by-day.js';
export * from './srm/aa-check.js';
export * from './srm/locate-mismatch.js';
export * from './srm/uniformity.js';
