import type { NothingToCompute } from '../errors/nothing-to-compute.js';
import type { SampleMoments } from '../sums/from-sums.js';
import type { DroppedPhase } from './comparison.js';

/** What a stratum needs of an arm. */
export interface StratumArm extends Pick<SampleMoments, 'n' | 'mean' | 'variance'> {
  /** What a lift is relative to, where that is not the mean: the mean before an adjustment. */
  readonly baseline?: number | null;
  /** Why the arm has units and yet no mean. */
  readonly reason?: NothingToCompute | null;
}

/** One phase with both arms in it. */
export interface Stratum {
  readonly phase: number;
  readonly control: StratumArm;
  readonly treatment: StratumArm;
  /** Share of the units of all phases used. */
  readonly weight: number;
  /** Of the two means; 0 where every unit counts for one arm only. */
  readonly covariance?: number;
}

export interface Strata {
  readonly used: readonly Stratum[];
  readonly dropped: readonly DroppedPhase[];
  readonly units: number;
}

/** An arm in one phase. */
export interface PhaseArm {
  readonly phase: number;
  readonly arm: StratumArm;
}

/**
 * Joins the phases of two arms. A phase without units in one arm says nothing of a difference; one whose arm has
 * a single unit has no sample variance, and is left out as long as another phase has one.
 */
export function joinPhases(control: readonly PhaseArm[], treatment: readonly PhaseArm[]): Strata {
  const phases = [...new Set([...control, ...treatment].map(({ phase }) => phase))].sort((a, b) => a - b);
  const pairs = phases.map((phase) => ({
    phase,
    control: armOf(control, phase),
    treatment: armOf(treatment, phase),
  }));
  const populated = pairs.filter(hasMeans);
  const measured = populated.filter((pair) => shortfall(pair) === null);
  const kept = measured.length > 0 ? measured : populated;
  const units = kept.reduce((sum, pair) => sum + unitsOf(pair), 0);
  const dropped = pairs
    .filter((pair) => !kept.includes(pair))
    .map((pair) => ({ phase: pair.phase, reason: shortfall(pair) ?? 'no-units' }));
  return { used: kept.map((pair) => ({ ...pair, weight: unitsOf(pair) / units })), dropped, units };
}

type Pair = Omit<Stratum, 'weight'>;

const NO_UNITS: StratumArm = { n: 0, mean: null, variance: null };
const armOf = (arms: readonly PhaseArm[], phase: number): StratumArm =>
  arms.find((entry) => entry.phase === phase)?.arm ?? NO_UNITS;
const unitsOf = ({ control, treatment }: Pair): number => control.n + treatment.n;

const hasMeans = ({ control, treatment }: Pair): boolean => control.mean !== null && treatment.mean !== null;

function shortfall({ control, treatment }: Pair): NothingToCompute | null {
  if (control.n === 0 || treatment.n === 0) return 'no-units';
  const unfit = [control, treatment].find(({ mean }) => mean === null);
  if (unfit !== undefined) return unfit.reason ?? 'no-units';
  return control.variance === null || treatment.variance === null ? 'too-few-units' : null;
}

/** Σ wₖ·valueₖ over the strata; null as soon as one of them is. */
export function weightedSum(
  strata: readonly Stratum[],
  value: (stratum: Stratum) => number | null,
  power: 1 | 2 = 1,
): number | null {
  let sum = 0;
  for (const stratum of strata) {
    const term = value(stratum);
    if (term === null) return null;
    sum += stratum.weight ** power * term;
  }
  return strata.length === 0 ? null : sum;
}
