import type { PromotionThresholds } from '@assay/contracts';

/** What a promotion is held against where nobody says otherwise. */
export const DEFAULT_THRESHOLDS: PromotionThresholds = {
  minSampleSize: 1000,
  minConfidencePercent: 95,
  minImprovementPercent: 5,
  minRuntimeHours: 48,
  maxErrorRate: 0.05,
  maxLagSeconds: 900,
  decisionMethod: 'sequential',
};
