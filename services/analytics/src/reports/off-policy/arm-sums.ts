import type { ArmSums, PropensitySums } from '@assay/stats';
import { addPhases, atPropensity } from '@assay/stats';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import { isBandit } from '../../experiments/reported-experiment.js';
import type { MetricPhaseSums } from '../read/run-sums.js';
import { weightsOf } from '../sample-ratio/sample-ratio.js';

/**
 * What is known of each arm by propensity: of bandits that of each assignment, of others that of the phase, which is the
 * same for all its units.
 */
export function armSums(
  experiment: ReportedExperiment,
  run: number | null,
  rows: readonly MetricPhaseSums[],
): readonly ArmSums[] {
  return experiment.variants.map(({ key }, place) => {
    const own = rows.filter(({ variant }) => variant === key);
    const weighted = isBandit(experiment)
      ? own.map(loggedPropensities)
      : own.map((row) => atPropensity(row, shareOf(weightsOf(experiment, run, row.phase), place)));
    return { arm: key, ...loggedPropensities(addPhases(weighted)) };
  });
}

const shareOf = (weights: readonly number[], place: number): number =>
  (weights[place] ?? 0) / weights.reduce((sum, weight) => sum + weight, 0);

type Kept = Pick<PropensitySums, 'n' | 'sum' | 'sumSquares'> & Partial<PropensitySums>;

const loggedPropensities = ({
  n,
  sum,
  sumSquares,
  weightSum = 0,
  weightSumSquares = 0,
  weightedSum = 0,
  squareWeightedSum = 0,
  weightedSumSquares = 0,
}: Kept): PropensitySums => ({
  n,
  sum,
  sumSquares,
  weightSum,
  weightSumSquares,
  weightedSum,
  squareWeightedSum,
  weightedSumSquares,
});
