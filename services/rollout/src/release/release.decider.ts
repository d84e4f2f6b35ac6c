import type { ReleaseEvent } from '@assay/contracts';
import {
  newEvent,
  ReleaseAborted,
  ReleaseAutoRollbackSet,
  ReleaseCreated,
  ReleasePaused,
  ReleaseResumed,
} from '@assay/contracts';
import type { Decider } from '@assay/event-store';
import type {
  AbortRelease,
  CreateRelease,
  PauseRelease,
  ReleaseCommand,
  ResumeRelease,
  SetAutoRollback,
} from './release-command.js';
import { accept, inStatus, refuse, type Outcome } from './release-decision.js';
import { evolve } from './release-evolve.fold.js';
import type { ReleaseRefusal } from './release-refusal.js';
import type { ReleaseState } from './release-state.js';
import { NO_RELEASE } from './release-state.js';
import { rollBack, rollBackOnEvidence, switchFeature } from './rollback.decider.js';
import { advance, complete, promote, start } from './steps.decider.js';

function create({ metadata, design }: CreateRelease, state: ReleaseState): Outcome {
  if (state.status !== 'absent') return refuse({ code: 'RELEASE_EXISTS', key: state.design.key });
  return accept(newEvent(ReleaseCreated, metadata, design));
}

function pause({ metadata, reason }: PauseRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'in_progress');
  return 'refusal' in found ? refuse(found.refusal) : accept(newEvent(ReleasePaused, metadata, { reason }));
}

function resume({ metadata }: ResumeRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  return accept(newEvent(ReleaseResumed, metadata, { activation: found.release.activation }));
}

function setAutoRollback({ metadata, enabled, reason }: SetAutoRollback, state: ReleaseState): Outcome {
  const found = inStatus(state, 'planned', 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  if (found.release.autoRollback === enabled) return refuse({ code: 'AUTO_ROLLBACK_UNCHANGED', enabled });
  return accept(newEvent(ReleaseAutoRollbackSet, metadata, { enabled, reason }));
}

function abort({ metadata, activation, reason }: AbortRelease, state: ReleaseState): Outcome {
  const found = inStatus(state, 'planned', 'in_progress', 'paused', 'rolled_back');
  if ('refusal' in found) return refuse(found.refusal);
  return accept(newEvent(ReleaseAborted, metadata, { activation, reason }));
}

function decide(command: ReleaseCommand, state: ReleaseState): Outcome {
  switch (command.type) {
    case 'CreateRelease':
      return create(command, state);
    case 'StartRelease':
      return start(command, state);
    case 'AdvanceRelease':
      return advance(command, state);
    case 'PromoteRelease':
      return promote(command, state);
    case 'CompleteRelease':
      return complete(command, state);
    case 'PauseRelease':
      return pause(command, state);
    case 'ResumeRelease':
      return resume(command, state);
    case 'SwitchFeature':
      return switchFeature(command, state);
    case 'SetAutoRollback':
      return setAutoRollback(command, state);
    case 'RollBackRelease':
      return rollBack(command, state);
    case 'RollBackOnEvidence':
      return rollBackOnEvidence(command, state);
    case 'AbortRelease':
      return abort(command, state);
  }
}

/** The life of one version: planned → canary → staging → production → completed, or rolled back, or given up. */
export const releaseDecider: Decider<ReleaseState, ReleaseCommand, ReleaseEvent, ReleaseRefusal> = {
  initial: NO_RELEASE,
  evolve,
  decide,
};
