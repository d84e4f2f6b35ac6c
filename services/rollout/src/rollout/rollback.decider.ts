import type { DataOf, EventMetadata, RolloutEvent } from '@assay/contracts';
import { newEvent, RolloutRolledBack } from '@assay/contracts';
import { breachOf } from '../certificate/breach.js';
import { certifyRequested } from '../certificate/window-certificate.js';
import { staleness } from './judged-activation.js';
import type { RollBackOnBreach, RollBackRollout, RollbackTarget } from './rollout-command.js';
import type { Outcome } from './rollout-outcome.js';
import { accept, inStatus, refuse } from './rollout-outcome.js';
import type { VersionRefusal } from './rollout-refusal.js';
import type { Completed, InProgress, Paused, RolledBack, RolloutState } from './rollout-state.js';
import type { RolloutVersion } from './versions/rollout-version.js';
import { previousLive, refOf, versionNumbered } from './versions/rollout-version.js';

/** On for somebody. */
export type Served = InProgress | Paused | Completed | RolledBack;

type Because = Omit<DataOf<typeof RolloutRolledBack>, 'activation' | 'version' | 'serving'>;

interface Rollback {
  readonly metadata: EventMetadata;
  readonly activation: string;
  readonly because: Because;
}

/** The version that is rolled back: of a rollout that was rolled back already, the one that is live. */
const currentOf = (rollout: Served): DataOf<typeof RolloutRolledBack>['version'] =>
  rollout.status === 'rolled_back' ? rollout.live?.version : rollout.version;

/** What everyone has after a rollback by itself: the live version, else the one before it. */
function previousOf(rollout: Served): RolloutVersion | undefined {
  const { versions, live } = rollout;
  const current = currentOf(rollout)?.number;
  return live !== null && live.version.number !== current
    ? versionNumbered(versions, live.version.number)
    : previousLive(versions, current);
}

function named(rollout: Served, number: number): RolloutVersion | VersionRefusal {
  const version = versionNumbered(rollout.versions, number);
  if (version === undefined)
    return { code: 'VERSION_NOT_KEPT', version: number, kept: rollout.versions.map((one) => one.number) };
  if (number === currentOf(rollout)?.number) return { code: 'VERSION_SERVED', version: number };
  if (version.bad !== null) return { code: 'VERSION_KNOWN_BAD', version: number, ...version.bad };
  return version.liveSince === null ? { code: 'VERSION_NEVER_LIVE', version: number } : version;
}

function targetOf(rollout: Served, to: RollbackTarget): RolloutVersion | VersionRefusal | undefined {
  if (to === 'off') return undefined;
  return to === 'previous' ? previousOf(rollout) : named(rollout, to);
}

function rolledBack(rollout: Served, rollback: Rollback, target: RolloutVersion | undefined): RolloutEvent {
  const { metadata, activation, because } = rollback;
  const version = currentOf(rollout);
  return newEvent(RolloutRolledBack, metadata, {
    ...{ activation, ...because },
    ...(version === undefined ? {} : { version }),
    ...(target === undefined ? {} : { serving: refOf(target) }),
  });
}

/** The event of a rollback that nobody named a target for. */
export const rolledBackToPrevious = (rollout: Served, rollback: Rollback): RolloutEvent =>
  rolledBack(rollout, rollback, previousOf(rollout));

/** Whether something is served that could be rolled back. */
export const isServed = (state: RolloutState): state is Served =>
  state.status === 'rolled_back'
    ? state.live !== null
    : ['in_progress', 'paused', 'completed'].includes(state.status);

export function rollBack(
  { metadata, activation, judged, reason, to, seen }: RollBackRollout,
  state: RolloutState,
): Outcome {
  const found = isServed(state) ? { rollout: state } : inStatus(state, 'in_progress', 'paused', 'completed');
  if ('refusal' in found) return refuse(found.refusal);
  const stale = staleness(judged, found.rollout);
  if (stale !== undefined) return refuse(stale);
  const target = targetOf(found.rollout, to);
  if (target !== undefined && 'code' in target) return refuse(target);
  const certificate =
    seen?.activation === found.rollout.activation
      ? { certificate: certifyRequested(found.rollout, seen, metadata.time) }
      : {};
  const because = { automatic: false, reason, evidence: null, ...certificate };
  return accept(rolledBack(found.rollout, { metadata, activation, because }, target));
}

export function rollBackOnBreach(command: RollBackOnBreach, state: RolloutState): Outcome {
  const found = inStatus(state, 'in_progress', 'paused');
  if ('refusal' in found) return refuse(found.refusal);
  const { activation, certificate, metadata } = command;
  // Errors of an activation that is over must not turn off what came after it.
  const stale = staleness(certificate.activation, found.rollout);
  if (stale !== undefined) return refuse(stale);
  const because = { automatic: true, ...breachOf(certificate), certificate };
  return accept(rolledBackToPrevious(found.rollout, { metadata, activation, because }));
}
