import { SRM_ALARM, srmByPhase } from '@assay/stats';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import { isBandit } from '../../experiments/reported-experiment.js';
import type { PhaseRatioReport, SampleRatioReport } from '../report.js';
import type { ExposureSums, RunSums } from '../read/run-sums.js';

/** Units by arm in one phase, and the weights they should be split by. */
interface PhaseSplit {
  readonly phase: number;
  readonly counts: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Whether units were split as the weights say, each phase against its own weights. A phase that the log of the
 * experiment does not know (it may be on its way) is held against the weights of now. Of bandits nothing is said:
 * their weights change all the time.
 */
export function sampleRatioOf(
  experiment: ReportedExperiment,
  run: number | null,
  { exposures }: Pick<RunSums, 'exposures'>,
): SampleRatioReport {
  const splits = phaseSplits(experiment, run, exposures);
  const phases = splits.map((split) => shownSplit(experiment, split));
  if (isBandit(experiment)) return { ...NOT_TESTED, phases };
  const { chi2, df, pValue, sequentialPValue, reason } = srmByPhase(splits);
  const alarm = sequentialPValue <= SRM_ALARM;
  const report = { chi2, df, pValue, sequentialPValue, alarm, alarmAt: SRM_ALARM, phases };
  return reason === null ? report : { ...report, reason };
}

const NOT_TESTED = {
  chi2: null,
  df: null,
  pValue: null,
  sequentialPValue: 1,
  alarm: false,
  alarmAt: SRM_ALARM,
  reason: 'bandit: the weights change with every update, there is no split to hold the units against',
};

/** Units by phase of their first exposure, arms in the order of the variants. */
export function phaseSplits(
  experiment: ReportedExperiment,
  run: number | null,
  exposures: readonly Pick<ExposureSums, 'variant' | 'phase' | 'units'>[],
): readonly PhaseSplit[] {
  return [...new Set(exposures.map(({ phase }) => phase))]
    .sort((a, b) => a - b)
    .map((phase) => ({
      phase,
      counts: experiment.variants.map(
        ({ key }) => exposures.find((sums) => sums.variant === key && sums.phase === phase)?.units ?? 0,
      ),
      weights: weightsOf(experiment, run, phase),
    }));
}

function shownSplit({ variants }: ReportedExperiment, split: PhaseSplit): PhaseRatioReport {
  const { chi2, pValue } = srmByPhase([split]);
  const all = total(split.weights);
  return {
    phase: split.phase,
    variants: variants.map(({ key }, arm) => ({
      variant: key,
      units: split.counts[arm] ?? 0,
      expected: all === 0 ? null : ((split.weights[arm] ?? 0) / all) * total(split.counts),
    })),
    chi2,
    pValue,
  };
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0);

/** Weights of the variants in a phase; those of now where the phase is not known yet. */
export function weightsOf(
  experiment: ReportedExperiment,
  run: number | null,
  phase: number,
): readonly number[] {
  const known = experiment.phases.find((one) => one.run === run && one.phase === phase);
  return experiment.variants.map(({ key, weight }) =>
    known === undefined ? weight : (known.weights[key] ?? 0),
  );
}
