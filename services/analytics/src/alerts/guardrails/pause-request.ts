import type { GuardrailCertificate, PauseRequest } from '@assay/contracts';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';

/** Which experiment a guardrail guards, and whether it can be paused. */
type Guarded = Pick<GuardrailCertificate, 'experiment' | 'run' | 'runningSince' | 'isAssignedHere'>;

export const guarded = ({ key, run, runningSince, origin }: ReportedExperiment): Guarded => ({
  ...{ experiment: key, run, runningSince, isAssignedHere: origin === 'assigned' },
});

/** Undefined where units are assigned elsewhere or it does not run. */
const pausable = ({ isAssignedHere, run, runningSince }: Guarded) =>
  isAssignedHere && run !== null && runningSince !== null ? { run, since: runningSince } : undefined;

/** What its owner is asked; nothing where it cannot be paused. */
export function pauseRequest(of: Guarded, guardrail: string): { readonly pause?: PauseRequest } {
  const running = pausable(of);
  return running === undefined ? {} : { pause: { ...running, guardrail } };
}

/** What becomes of the experiment. */
export function guardrailVerdict(isBreached: boolean, of: Guarded): GuardrailCertificate['verdict'] {
  if (!isBreached) return 'stay';
  return pausable(of) === undefined ? 'alert' : 'pause';
}
