import { SRM_ALARM } from '@assay/stats';
import { sampleRatioOf } from '../../reports/sample-ratio/sample-ratio.js';
import { NO_SUMS } from '../../reports/read/run-sums.js';
import type { Judgement } from '../judgement.js';
import { shown } from '../judgement.js';
import type { WatchedRun } from '../snapshots/watched-runs.js';

export const SAMPLE_RATIO_MISMATCH = 'sample-ratio-mismatch';

/** It is over when the evidence has become this much weaker. */
const CALM_FACTOR = 10;

/**
 * Are units split as the weights say, by the always-valid test over the phases of the run? Nothing is said of bandits,
 * whose weights change all the time, nor while a phase is there whose weights are not known yet.
 */
export function judgeSampleRatio({ project, experiment, snapshot }: WatchedRun): readonly Judgement[] {
  const { run, variants } = snapshot.data;
  const known = new Set(experiment.phases.filter((one) => one.run === run).map(({ phase }) => phase));
  if (experiment.experimentType === 'bandit' || variants.some(({ phase }) => !known.has(phase))) return [];
  const { sequentialPValue } = sampleRatioOf(experiment, run, { ...NO_SUMS, exposures: variants });
  const units = variants.map(({ variant, phase, units: n }) => ({ variant, phase, units: n }));
  return [
    {
      level: levelOf(sequentialPValue),
      reading: {
        project,
        rule: SAMPLE_RATIO_MISMATCH,
        subject: experiment.key,
        severity: 'critical',
        message: `the split of ${experiment.key} has p ${shown(sequentialPValue)}, the alarm is at ${shown(SRM_ALARM)}: ${split(units)}`,
        value: sequentialPValue,
        limit: SRM_ALARM,
        experiment: experiment.key,
        run,
        details: { units, snapshot: snapshot.id },
      },
    },
  ];
}

const levelOf = (pValue: number) => {
  if (pValue <= SRM_ALARM) return 'breached';
  return pValue > SRM_ALARM * CALM_FACTOR ? 'calm' : 'between';
};

function split(units: readonly { readonly variant: string; readonly units: number }[]): string {
  const totals = new Map<string, number>();
  for (const { variant, units: n } of units) totals.set(variant, (totals.get(variant) ?? 0) + n);
  return [...totals].map(([variant, n]) => `${variant} ${String(n)}`).join(', ');
}
