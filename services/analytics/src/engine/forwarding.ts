import type { EventEnvelope } from '@assay/contracts';
import { EVENT_TYPES, newEvent, timeOrderedId } from '@assay/contracts';
import { isOfUnitItself } from './state/observation.js';
import type { HistoryRow } from './storage/unit-event.js';
import { forwardedFrom, splitUnitKey, storedData, typeOfKind } from './storage/unit-event.js';
import type { FoldedUnit } from './unit-work.js';

/**
 * The events of a unit that turned out to be a user, under that user: those of before when the link is new, and those
 * of this batch when it is known already. Ids are derived from the originals, so that forwarding twice counts once;
 * what was forwarded is not forwarded again.
 */
export function forwardsOf({ change, after, history }: FoldedUnit): readonly EventEnvelope[] {
  const user = after.alias;
  if (user === undefined) return [];
  const { work, newAlias } = change;
  const [project, from] = splitUnitKey(work.unitKey);
  const target = { project, from, user };
  const earlier = newAlias === undefined ? [] : history;
  return [
    ...earlier.flatMap((row) => (row.forwarded_from === null ? fromRow(row, target) : [])),
    ...work.events.flatMap(({ id, event, time }) => {
      if (isOfUnitItself(event) || forwardedFrom(event) !== undefined) return [];
      return forward({ id, type: event.type, time }, event.data, target);
    }),
  ];
}

interface Target {
  readonly project: string;
  readonly from: string;
  readonly user: string;
}

const fromRow = (row: HistoryRow, target: Target): readonly EventEnvelope[] => {
  const type = typeOfKind(row.kind);
  const data = storedData(row);
  return type === undefined || data === undefined
    ? []
    : forward({ id: row.id, type, time: row.time }, data, target);
};

function forward(
  { id, type, time }: { readonly id: string; readonly type: string; readonly time: number },
  data: object,
  { project, from, user }: Target,
): readonly EventEnvelope[] {
  const definition = EVENT_TYPES.get(type);
  if (definition === undefined) return [];
  const at = new Date(time).toISOString();
  const metadata = {
    id: timeOrderedId(time, 'forwarded', id, from, user),
    source: 'analytics',
    subject: user,
    time: at,
    project,
    actor: 'system:analytics',
    correlationid: id,
    causationid: id,
  };
  // The activation of a rollout stays with the unit it served: rollouts have counted the outcome there.
  const kept = Object.entries(data).filter(([name]) => name !== 'activation' && name !== 'clientTime');
  const forwarded = { ...Object.fromEntries(kept), unit: user, forwardedFrom: from, receivedAt: at };
  return [newEvent(definition, metadata, forwarded)];
}
