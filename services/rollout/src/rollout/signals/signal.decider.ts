import type { DataOf, RolloutEvent } from '@assay/contracts';
import {
  derivedId,
  newEvent,
  RolloutHotfixNeeded,
  RolloutPaused,
  RolloutSignalReceived,
} from '@assay/contracts';
import { obstacleOf, signalRules } from '../../certificate/signal-certificate.js';
import { isServed, rolledBackToPrevious } from '../rollback.decider.js';
import type { ReceiveSignal } from '../rollout-command.js';
import type { Outcome } from '../rollout-outcome.js';
import { accept, refuse } from '../rollout-outcome.js';
import type { ExistingRollout, RolloutState } from '../rollout-state.js';

type Received = Pick<DataOf<typeof RolloutSignalReceived>, 'action' | 'because' | 'certificate'>;

/** What came of the signal, and the event of it. */
interface Effect {
  readonly received: Received;
  readonly events: readonly RolloutEvent[];
}

function servedVersion(rollout: ExistingRollout): number | null {
  if (rollout.status === 'planned') return null;
  const version = rollout.status === 'rolled_back' ? rollout.live?.version : rollout.version;
  return version?.number ?? null;
}

function certificateOf({ metadata, signal }: ReceiveSignal, rollout: ExistingRollout) {
  const { id, kind, version } = signal;
  return signalRules.certify({
    rollout: rollout.design.key,
    decidedAt: metadata.time,
    status: rollout.status,
    served: servedVersion(rollout),
    signal: { id, kind, ...(version === undefined ? {} : { version }) },
  });
}

function effectOf(command: ReceiveSignal, rollout: ExistingRollout): Effect {
  const { metadata, activation, signal } = command;
  const certificate = certificateOf(command, rollout);
  const { id, kind, detail } = signal;
  const own = { ...metadata, id: derivedId(metadata.id, 'effect'), causationid: metadata.id };
  const cause = { reason: `${kind}: ${detail}`.slice(0, 500), signal: { id, kind }, certificate };
  if (certificate.verdict === 'roll_back' && isServed(rollout)) {
    const because = { automatic: true, evidence: null, ...cause };
    const event = rolledBackToPrevious(rollout, { metadata: own, activation, because });
    return { received: { action: 'rolled_back' }, events: [event] };
  }
  if (certificate.verdict === 'pause')
    return { received: { action: 'paused' }, events: [newEvent(RolloutPaused, own, cause)] };
  const because = obstacleOf(certificate);
  return {
    received: { action: 'none', ...(because === undefined ? {} : { because }), certificate },
    events: [],
  };
}

/** A vulnerability wants a fix also where the feature is off by now. */
function hotfix({ metadata, signal }: ReceiveSignal): readonly RolloutEvent[] {
  if (signal.kind !== 'security_vulnerability') return [];
  const { id, kind: _kind, detail, ...rest } = signal;
  const own = { ...metadata, id: derivedId(metadata.id, 'hotfix'), causationid: metadata.id };
  return [newEvent(RolloutHotfixNeeded, own, { severity: 'P1', signal: id, detail, ...rest })];
}

/**
 * What another system says about a rollout: recorded, and acted on by its certificate, in one append. The event's id
 * follows from the signal's, so that the same signal counts once.
 */
export function receive(command: ReceiveSignal, state: RolloutState): Outcome {
  if (state.status === 'absent') return refuse({ code: 'ROLLOUT_NOT_FOUND' });
  const { metadata, signal } = command;
  if (state.signals.includes(signal.id)) return accept();
  const { received, events } = effectOf(command, state);
  const event = newEvent(RolloutSignalReceived, metadata, { ...signal, ...received });
  return accept(event, ...events, ...hotfix(command));
}
