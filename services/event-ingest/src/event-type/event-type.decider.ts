import type { EventMetadata, EventTypeEvent } from '@assay/contracts';
import { canonicalJson, EventTypeDefined, EventTypeRetired, newEvent } from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';
import type { EventTypeDefinition, EventTypeState } from './event-type-state.js';
import { NO_EVENT_TYPE } from './event-type-state.js';

export interface DefineEventType {
  readonly type: 'DefineEventType';
  readonly metadata: EventMetadata;
  readonly definition: Omit<EventTypeDefinition, 'schemaVersion'>;
  /** The version that the caller saw; without one, whatever is there is replaced. */
  readonly expectedVersion?: number;
}

export interface RetireEventType {
  readonly type: 'RetireEventType';
  readonly metadata: EventMetadata;
  readonly reason: string;
}

export type EventTypeCommand = DefineEventType | RetireEventType;

export type EventTypeRefusal =
  | { readonly code: 'EVENT_TYPE_NOT_FOUND' }
  /** The definition is in force already: nothing to do. */
  | { readonly code: 'EVENT_TYPE_UNCHANGED' }
  | { readonly code: 'EVENT_TYPE_CHANGED'; readonly expected: number; readonly actual: number };

type Outcome = Decision<EventTypeEvent, EventTypeRefusal>;

const accept = (event: EventTypeEvent): Outcome => ({ outcome: 'accepted', events: [event] });
const refuse = (refusal: EventTypeRefusal): Outcome => ({ outcome: 'refused', refusal });

const versionOf = (state: EventTypeState): number =>
  state.status === 'absent' ? 0 : state.definition.schemaVersion;

function define(command: DefineEventType, state: EventTypeState): Outcome {
  const { metadata, definition, expectedVersion } = command;
  const actual = versionOf(state);
  if (expectedVersion !== undefined && expectedVersion !== actual)
    return refuse({ code: 'EVENT_TYPE_CHANGED', expected: expectedVersion, actual });
  if (state.status === 'registered' && isSame(definition, state.definition))
    return refuse({ code: 'EVENT_TYPE_UNCHANGED' });
  return accept(newEvent(EventTypeDefined, metadata, { ...definition, schemaVersion: actual + 1 }));
}

const isSame = (asked: DefineEventType['definition'], { schemaVersion, ...current }: EventTypeDefinition) =>
  schemaVersion > 0 && canonicalJson(asked) === canonicalJson(current);

function retire({ metadata, reason }: RetireEventType, state: EventTypeState): Outcome {
  if (state.status !== 'registered') return refuse({ code: 'EVENT_TYPE_NOT_FOUND' });
  return accept(newEvent(EventTypeRetired, metadata, { name: state.definition.name, reason }));
}

/** The event type after one more event; total. */
export function evolve(state: EventTypeState, event: EventTypeEvent): EventTypeState {
  const change = { changedAt: event.time, changedBy: event.actor };
  if (event.type === 'EventTypeDefined') return { status: 'registered', definition: event.data, ...change };
  return state.status === 'absent' ? state : { ...state, status: 'retired', ...change };
}

/** The life of an event type: defined, again and again, and retired. */
export const eventTypeDecider: Decider<EventTypeState, EventTypeCommand, EventTypeEvent, EventTypeRefusal> = {
  initial: NO_EVENT_TYPE,
  evolve,
  decide: (command, state) =>
    command.type === 'DefineEventType' ? define(command, state) : retire(command, state),
};
