import { fromSums } from '../sums/from-sums.js';
import type { MetricArms, MetricPhase } from './metric-sums.js';
import type { PhaseArm, Strata, Stratum } from './strata.js';
import { joinPhases } from './strata.js';

/** Units of a phase over all arms of the experiment. */
export interface PhaseUnits {
  readonly phase: number;
  readonly units: number;
}

/**
 * Strata whose arms are weighted by the inverse of the propensity (Horvitz, Thompson 1952): every unit of the
 * experiment counts in both arms, with y/p in its own and with 0 in the other, which ties the two means together.
 */
export function weightedStrata(
  { control, treatment }: MetricArms,
  phaseUnits: readonly PhaseUnits[],
): Strata {
  const armsOf = (phases: readonly MetricPhase[]) => phases.map((sums) => weightedArm(sums, phaseUnits));
  const strata = joinPhases(armsOf(control), armsOf(treatment));
  const isUsed = ({ phase }: MetricPhase): boolean => strata.used.some((stratum) => stratum.phase === phase);
  const own = [...control, ...treatment].filter(isUsed).reduce((sum, { n }) => sum + n, 0);
  return { ...strata, used: strata.used.map(withCovariance), units: own };
}

function weightedArm({ phase, n, ...sums }: MetricPhase, phaseUnits: readonly PhaseUnits[]): PhaseArm {
  const all = phaseUnits.find((entry) => entry.phase === phase)?.units ?? 0;
  if (n === 0) return { phase, arm: { n: 0, mean: null, variance: null } };
  const weighted = { n: all, sum: sums.weightedSum ?? 0, sumSquares: sums.weightedSumSquares ?? 0 };
  return { phase, arm: fromSums(weighted) };
}

const withCovariance = (stratum: Stratum): Stratum => ({
  ...stratum,
  covariance: -((stratum.control.mean ?? 0) * (stratum.treatment.mean ?? 0)) / (stratum.control.n - 1 || 1),
});
