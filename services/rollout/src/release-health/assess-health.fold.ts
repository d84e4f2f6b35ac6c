import type { ReleaseEvidence } from '@assay/contracts';
import { shownNumber } from '@assay/contracts';

export type ReleaseSide = ReleaseEvidence['canary'];
export type Recommendation = ReleaseEvidence['recommendation'];
export type Judgement = NonNullable<ReleaseEvidence['analysis']>;

/** What the verdict about a release is a function of; all of it is in its evidence. */
export type HealthQuestion = Pick<ReleaseEvidence, 'canary' | 'stable' | 'slo' | 'minOutcomes' | 'analysis'>;

/** A rollback that the outcomes call for. */
export interface Breach {
  readonly trigger: 'compliance' | 'health' | 'analysis';
  readonly reason: string;
}

export interface Health {
  readonly recommendation: Recommendation;
  /** 0 to 1; null where nothing can be compared. */
  readonly score: number | null;
  /** Scores of the parts that it is the smaller one of. */
  readonly parts: { readonly errorRate: number | null; readonly p99: number | null };
  /** Fractions of outcomes that succeeded; null without outcomes. */
  readonly compliance: { readonly canary: number | null; readonly overall: number | null };
  readonly breach: Breach | null;
}

const LEAST_STABLE_ERROR_RATE = 0.001;
const LEAST_STABLE_P99_MS = 1;
const SLOPE = 0.4;
const HEALTHY = 0.9;
/** Below this score a release is rolled back. */
export const LEAST_HEALTH = 0.8;
/** A ratio of two rates is seldom exact: 0.075/0.05 is not quite 1.5, and must not be on the wrong side of a limit. */
const PRECISION = 1e9;

/** Fraction of outcomes that were errors; null without outcomes. */
export const errorRateOf = ({ outcomes, errors }: ReleaseSide): number | null =>
  outcomes === 0 ? null : errors / outcomes;

function partOf(canary: number | null, stable: number | null, least: number): number | null {
  if (canary === null || stable === null) return null;
  const ratio = canary / Math.max(stable, least);
  const part = ratio <= 1 ? 1 : Math.max(0, 1 - SLOPE * (ratio - 1));
  return Math.round(part * PRECISION) / PRECISION;
}

const smaller = (parts: readonly (number | null)[]): number | null => {
  const known = parts.filter((part) => part !== null);
  return known.length === 0 ? null : Math.min(...known);
};

const complianceOf = (...sides: readonly ReleaseSide[]): number | null => {
  const outcomes = sides.reduce((sum, side) => sum + side.outcomes, 0);
  const errors = sides.reduce((sum, side) => sum + side.errors, 0);
  return outcomes === 0 ? null : (outcomes - errors) / outcomes;
};

function complianceBreach(compliance: Health['compliance'], slo: number): Breach | null {
  const low = (['canary', 'overall'] as const).find((whose) => (compliance[whose] ?? 1) < slo);
  if (low === undefined) return null;
  const reason = `${low} compliance ${shownNumber(compliance[low] ?? 1, slo)} is below ${String(slo)}`;
  return { trigger: 'compliance', reason };
}

/** By the score, or by the analysis of the metrics where the release has one. */
function comparisonOf(
  score: number | null,
  analysis: Judgement | null,
): { readonly recommendation: Recommendation; readonly breach: Breach | null } {
  if (analysis === null) return scoreOf(score);
  switch (analysis.verdict) {
    case 'pass':
      return { recommendation: 'HEALTHY', breach: null };
    case 'marginal':
      return { recommendation: 'MONITOR', breach: null };
    case 'no_data':
      return { recommendation: 'HOLD', breach: null };
    case 'fail': {
      const failed = analysis.metrics.filter(({ classification }) => classification !== 'Pass');
      const list = failed.map(({ name, classification }) => `${name} ${classification}`).join(', ');
      const reason = `score ${String(analysis.score)} of the metrics fails: ${list}`.slice(0, 500);
      return { recommendation: 'ROLLBACK', breach: { trigger: 'analysis', reason } };
    }
  }
}

function scoreOf(score: number | null): ReturnType<typeof comparisonOf> {
  if (score === null) return { recommendation: 'MONITOR', breach: null };
  if (score >= HEALTHY) return { recommendation: 'HEALTHY', breach: null };
  if (score >= LEAST_HEALTH) return { recommendation: 'MONITOR', breach: null };
  const reason = `health score ${shownNumber(score, LEAST_HEALTH)} is below ${String(LEAST_HEALTH)}`;
  return { recommendation: 'ROLLBACK', breach: { trigger: 'health', reason } };
}

/**
 * How is a release doing, and has it to go back?
 *
 * Compares error rate and p99 of the canary with those of the stable version; the score is the smaller of the two
 * parts, each 1 up to the same value, 0.9 at 1.25 ×, 0.8 at 1.5 ×, 0 at 3.5 ×. Fewer outcomes of the canary than
 * `minOutcomes` are no evidence of anything: HOLD. Without stable outcomes there is no score, and compliance decides.
 * @param question outcomes and errors (whole numbers) and p99 (milliseconds) of both sides, the SLO as a fraction
 * @returns HEALTHY from 0.9 on, MONITOR from 0.8 on, else ROLLBACK; a breach names what calls for a rollback
 */
export function assessHealth({ canary, stable, slo, minOutcomes, analysis }: HealthQuestion): Health {
  const parts = {
    errorRate: partOf(errorRateOf(canary), errorRateOf(stable), LEAST_STABLE_ERROR_RATE),
    p99: partOf(canary.p99Ms, stable.p99Ms, LEAST_STABLE_P99_MS),
  };
  const score = smaller([parts.errorRate, parts.p99]);
  const compliance = { canary: complianceOf(canary), overall: complianceOf(canary, stable) };
  const known = { score, parts, compliance };
  if (canary.outcomes < minOutcomes) return { ...known, recommendation: 'HOLD', breach: null };
  const breach = complianceBreach(compliance, slo);
  if (breach !== null) return { ...known, recommendation: 'ROLLBACK', breach };
  return { ...known, ...comparisonOf(score, analysis) };
}
