import type { RecommendationThresholds, RecommendationVerdict } from '@assay/stats';

/** What should be done, why, and what it was held against. */
export interface RecommendationReport {
  readonly recommendation: RecommendationVerdict;
  /** The variant that it is about. */
  readonly variant: string | null;
  readonly reasons: readonly {
    readonly code: string;
    readonly message: string;
    readonly numbers: Readonly<Record<string, number | null>>;
  }[];
  /** Over all variants, with CONTINUE. */
  readonly unitsNeeded: number | null;
  /** The units that it rests on: with an attribution window those whose window is over. */
  readonly basis: 'all units' | 'matured units';
  readonly thresholds: RecommendationThresholds;
}
