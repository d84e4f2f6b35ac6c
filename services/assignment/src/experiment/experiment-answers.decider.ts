import {
  ConclusionRefused,
  ExperimentConcluded,
  ExperimentPaused,
  ExperimentReopened,
  newEvent,
} from '@assay/contracts';
import type { Outcome } from './experiment-outcome.js';
import type { ConcludeForPromotion, PauseForGuardrail, ReopenForRollback } from './experiment-command.js';
import type { ExperimentStreamEvent } from './experiment-evolve.fold.js';
import { refuse } from './experiment-outcome.js';
import { inStatus } from './experiment-rules.js';
import type { ExperimentState } from './experiment-state.js';

type Request = ConcludeForPromotion | ReopenForRollback;

const accept = (event: ExperimentStreamEvent): Outcome => ({ outcome: 'accepted', events: [event] });

/** Saying no is an event too: whoever asked waits for an answer. */
const sayNo = ({ metadata, promotionId }: Request, code: string, reason: string): Outcome =>
  accept(newEvent(ConclusionRefused, metadata, { promotionId, code, reason }));

const alreadyAnswered = (request: string): Outcome => ({
  outcome: 'refused',
  refusal: { code: 'ALREADY_ANSWERED', request },
});

/**
 * Concludes with the winner, unless the experiment has moved on since it was certified. Answers to earlier
 * requests raise the version without changing the experiment, so any version since the last change will do.
 */
export function answerPromotion(command: ConcludeForPromotion, state: ExperimentState): Outcome {
  const { request, metadata, promotionId, variant, certifiedVersion } = command;
  if (state.answered.includes(request)) return alreadyAnswered(request);
  if (state.status === 'absent') return sayNo(command, 'EXPERIMENT_UNKNOWN', 'there is no such experiment');
  if (state.status !== 'running' && state.status !== 'paused')
    return sayNo(command, 'WRONG_STATUS', `the experiment is ${state.status}, not running or paused`);
  if (certifiedVersion < state.changedAt || certifiedVersion > state.version)
    return sayNo(
      command,
      'EXPERIMENT_CHANGED',
      `certified at version ${String(certifiedVersion)}, last changed at version ${String(state.changedAt)}`,
    );
  if (!state.variants.some(({ key }) => key === variant))
    return sayNo(command, 'VARIANT_UNKNOWN', `there is no variant ${variant}`);
  const { run } = state.current;
  const reason = `promotion ${promotionId}`;
  const data = { run, winner: variant, reason, concludedAt: metadata.time, promotionId };
  return accept(newEvent(ExperimentConcluded, metadata, data));
}

/** Serves control to all again, if it is this promotion that concluded the experiment. */
export function answerRollback(command: ReopenForRollback, state: ExperimentState): Outcome {
  const { request, metadata, promotionId, reason } = command;
  if (state.answered.includes(request)) return alreadyAnswered(request);
  if (state.status === 'absent') return sayNo(command, 'EXPERIMENT_UNKNOWN', 'there is no such experiment');
  if (state.status !== 'concluded' || state.promotionId !== promotionId)
    return sayNo(
      command,
      'NOT_CONCLUDED_BY_PROMOTION',
      `the experiment is ${state.status}, not concluded by this promotion`,
    );
  return accept(newEvent(ExperimentReopened, metadata, { reason, promotionId }));
}

/**
 * Pauses on the evidence of an alert, unless that is old: of another run, or of before somebody resumed it. Nobody
 * waits for an answer, so saying no is no event.
 */
export function pauseForGuardrail(command: PauseForGuardrail, state: ExperimentState): Outcome {
  const found = inStatus(state, 'running');
  if ('refusal' in found) return refuse(found.refusal);
  const { current, since } = found.experiment;
  const { alert, reason, metadata } = command;
  if (command.run !== current.run || command.since !== since)
    return refuse({ code: 'EVIDENCE_IS_OLD', run: command.run, since: command.since, runningSince: since });
  return accept(newEvent(ExperimentPaused, metadata, { run: current.run, reason, alert }));
}
