import type { DataOf, RolloutEvent, RolloutSignalReceived } from '@assay/contracts';
import { hotfixKeyOf } from '@assay/contracts';
import type { ExistingRollout } from '../rollout/rollout-state.js';

/** What came of a signal. */
export interface SignalAnswer extends Pick<DataOf<typeof RolloutSignalReceived>, 'id' | 'kind' | 'action'> {
  /** Why nothing came of it. */
  readonly because: string | null;
  readonly receivedAt: string;
  /** Key of the hotfix that is opened for it, where one is. */
  readonly hotfix: string | null;
  readonly status: ExistingRollout['status'];
}

/**
 * @param event id of the event that recorded the signal
 * @param events of the rollout
 */
export function signalAnswer(
  { status, design }: ExistingRollout,
  event: string,
  events: readonly RolloutEvent[],
): SignalAnswer {
  const received = events.find(({ id }) => id === event);
  if (received?.type !== 'RolloutSignalReceived') throw new TypeError(`no signal was recorded as ${event}`);
  const { id, kind, action, because = null } = received.data;
  const needed = events.find((one) => one.type === 'RolloutHotfixNeeded' && one.causationid === event);
  const hotfix = needed === undefined ? null : hotfixKeyOf(design.key, needed.id);
  return { id, kind, action, because, receivedAt: received.time, hotfix, status };
}
