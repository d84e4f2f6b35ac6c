import { SRM_ALARM, srmByPhase } from '@assay/stats';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import type { SampleRatioReport } from './report.js';
import type { RunSums } from './run-sums.js';

/**
 * Whether units were split as the weights say, each phase against its own weights. A phase that the log of the
 * experiment does not know (it may be on its way) is held against the weights of now.
 */
export function sampleRatioOf(
  experiment: ReportedExperiment,
  run: number | null,
  { exposures }: RunSums,
): SampleRatioReport {
  const arms = experiment.variants.map(({ key }) => key);
  const phases = [...new Set(exposures.map(({ phase }) => phase))].map((phase) => ({
    counts: arms.map(
      (arm) => exposures.find((sums) => sums.variant === arm && sums.phase === phase)?.units ?? 0,
    ),
    weights: weightsOf(experiment, run, phase),
  }));
  const { chi2, df, pValue, sequentialPValue, reason } = srmByPhase(phases);
  const report = { chi2, df, pValue, sequentialPValue, alarm: sequentialPValue <= SRM_ALARM };
  return reason === null ? report : { ...report, reason };
}

function weightsOf(experiment: ReportedExperiment, run: number | null, phase: number): readonly number[] {
  const known = experiment.phases.find((one) => one.run === run && one.phase === phase);
  return experiment.variants.map(({ key, weight }) =>
    known === undefined ? weight : (known.weights[key] ?? 0),
  );
}
