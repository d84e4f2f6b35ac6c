import type { Decider } from '@assay/event-store';
import { answerPromotion, answerRollback, pauseForGuardrail } from './experiment-answers.decider.js';
import { decideChecklist } from './experiment-checklist.decider.js';
import type { ExperimentCommand } from './experiment-command.js';
import { decideDraft } from './experiment-draft.decider.js';
import type { ExperimentStreamEvent } from './experiment-evolve.fold.js';
import { evolve } from './experiment-evolve.fold.js';
import type { Outcome } from './experiment-outcome.js';
import { refuse } from './experiment-outcome.js';
import { decideOverride } from './experiment-override.decider.js';
import type { ExperimentRefusal } from './experiment-refusal.js';
import { staleVersion } from './experiment-rules.js';
import { decideRun } from './experiment-run.decider.js';
import { decidePlan } from './experiment-schedule.decider.js';
import type { ExperimentState } from './experiment-state.js';
import { NO_EXPERIMENT } from './experiment-state.js';

function decide(command: ExperimentCommand, state: ExperimentState): Outcome {
  const stale = staleVersion(command, state);
  if (stale !== undefined) return refuse(stale);
  switch (command.type) {
    case 'CreateExperiment':
    case 'EditExperiment':
    case 'AddVariant':
    case 'ChangeVariant':
    case 'RemoveVariant':
      return decideDraft(command, state);
    case 'ScheduleExperiment':
    case 'CancelSchedule':
    case 'FireSchedule':
      return decidePlan(command, state);
    case 'SetOverride':
    case 'RemoveOverride':
      return decideOverride(command, state);
    case 'TickItem':
    case 'UntickItem':
      return decideChecklist(command, state);
    case 'ConcludeForPromotion':
      return answerPromotion(command, state);
    case 'ReopenForRollback':
      return answerRollback(command, state);
    case 'PauseForGuardrail':
      return pauseForGuardrail(command, state);
    default:
      return decideRun(command, state);
  }
}

/**
 * The life of one experiment: draft → scheduled → running ⇄ paused → concluded → archived; what was concluded may be
 * reopened and run again.
 */
export const experimentDecider: Decider<
  ExperimentState,
  ExperimentCommand,
  ExperimentStreamEvent,
  ExperimentRefusal
> = { initial: NO_EXPERIMENT, evolve, decide };
