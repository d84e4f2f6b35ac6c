import { statusInWords } from '@assay/contracts';
import type { ExperimentView } from '../experiments/experiment-view.js';
import type { Assessment } from './assess-eligibility.js';

type Standing = Pick<ExperimentView, 'key' | 'status' | 'winner'>;

/** The code under which a promotion of an experiment that does not run is refused. */
export const NOT_RUNNING = 'EXPERIMENT_NOT_RUNNING';

function servedTo({ status, winner }: Standing): string {
  if (status === 'reopened') return ': control is served to all until a new run is started';
  if (status !== 'concluded') return '';
  return winner === null
    ? ': it had no winner, and control is served to all'
    : `: its winner ${winner} is served to all`;
}

/** Why an experiment that does not run cannot be promoted, as a sentence. */
export function describeNotRunning(experiment: Standing): string {
  const isNot = experiment.status === 'reopened' ? '' : ', not running';
  return `experiment ${experiment.key} is ${statusInWords(experiment.status)}${isNot}${servedTo(experiment)}`;
}

/**
 * An assessment as a promotion would meet it: whatever the results say, only a running experiment can be promoted.
 * It is no part of what certificates rest on, since there are none of experiments that do not run.
 */
export function whileRunning(assessment: Assessment, experiment: Standing): Assessment {
  const { status } = experiment;
  const passed = status === 'running';
  return {
    ...assessment,
    checks: [
      { name: 'running', passed, value: statusInWords(status), threshold: 'running' },
      ...assessment.checks,
    ],
    isEligible: passed && assessment.isEligible,
    warnings: passed
      ? assessment.warnings
      : [`${NOT_RUNNING}: ${describeNotRunning(experiment)}`, ...assessment.warnings],
  };
}
