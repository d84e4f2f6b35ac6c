import type { DataOf, RolloutEvent, SignalKind } from '@assay/contracts';
import {
  derivedId,
  newEvent,
  RolloutHotfixNeeded,
  RolloutPaused,
  RolloutSignalReceived,
} from '@assay/contracts';
import { isServed, rolledBackToPrevious } from '../rollback.decider.js';
import type { ReceiveSignal } from '../rollout-command.js';
import type { Outcome } from '../rollout-outcome.js';
import { accept, refuse } from '../rollout-outcome.js';
import type { ExistingRollout, RolloutState } from '../rollout-state.js';

type Action = 'roll_back' | 'ask_a_person';

/** What becomes of a rollout, by what another system says about it. */
const ACTIONS: Readonly<Record<SignalKind, Action>> = {
  deployment_failed: 'roll_back',
  database_incompatible: 'roll_back',
  schema_mismatch: 'ask_a_person',
  security_vulnerability: 'roll_back',
};

type Received = Pick<DataOf<typeof RolloutSignalReceived>, 'action' | 'because'>;

/** What came of the signal, and the event of it. */
interface Effect {
  readonly received: Received;
  readonly events: readonly RolloutEvent[];
}

const nothing = (because: string): Effect => ({ received: { action: 'none', because }, events: [] });

function servedVersion(rollout: ExistingRollout): number | undefined {
  if (rollout.status === 'planned') return undefined;
  return rollout.status === 'rolled_back' ? rollout.live?.version.number : rollout.version.number;
}

function effectOf({ metadata, activation, signal }: ReceiveSignal, rollout: ExistingRollout): Effect {
  if (!isServed(rollout)) return nothing(`the rollout is ${rollout.status}: it is on for nobody`);
  const served = servedVersion(rollout);
  if (signal.version !== undefined && signal.version !== served)
    return nothing(`it is about version ${String(signal.version)}, and ${String(served)} is served`);
  const { id, kind, detail } = signal;
  const own = { ...metadata, id: derivedId(metadata.id, 'effect'), causationid: metadata.id };
  const reason = `${kind}: ${detail}`.slice(0, 500);
  const cause = { signal: { id, kind } };
  if (ACTIONS[kind] === 'roll_back') {
    const because = { automatic: true, reason, evidence: null, ...cause };
    const event = rolledBackToPrevious(rollout, { metadata: own, activation, because });
    return { received: { action: 'rolled_back' }, events: [event] };
  }
  if (rollout.status !== 'in_progress')
    return nothing(`the rollout is ${rollout.status}: it does not go on by itself`);
  const event = newEvent(RolloutPaused, own, { reason, ...cause });
  return { received: { action: 'paused' }, events: [event] };
}

/** A vulnerability wants a fix also where the feature is off by now. */
function hotfix({ metadata, signal }: ReceiveSignal): readonly RolloutEvent[] {
  if (signal.kind !== 'security_vulnerability') return [];
  const { id, kind: _kind, detail, ...rest } = signal;
  const own = { ...metadata, id: derivedId(metadata.id, 'hotfix'), causationid: metadata.id };
  return [newEvent(RolloutHotfixNeeded, own, { severity: 'P1', signal: id, detail, ...rest })];
}

/**
 * What another system says about a rollout: recorded, and acted on by the table above, in one append. The event's id
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
