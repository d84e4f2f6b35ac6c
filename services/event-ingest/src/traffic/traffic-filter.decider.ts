import type { EventMetadata, TrafficFilterEvent } from '@assay/contracts';
import { canonicalJson, newEvent, TrafficFilterDefined, TrafficFilterRemoved } from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';

export type TrafficFilterDefinition = TrafficFilterDefined['data'];

/** A traffic filter; one that was removed keeps its last rule, so that what it filtered can be explained. */
export type TrafficFilterState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'active' | 'removed';
      readonly definition: TrafficFilterDefinition;
      /** RFC 3339. */
      readonly changedAt: string;
      readonly changedBy: string;
    };

export const NO_TRAFFIC_FILTER: TrafficFilterState = { status: 'absent' };

export interface DefineTrafficFilter {
  readonly type: 'DefineTrafficFilter';
  readonly metadata: EventMetadata;
  readonly definition: TrafficFilterDefinition;
}

export interface RemoveTrafficFilter {
  readonly type: 'RemoveTrafficFilter';
  readonly metadata: EventMetadata;
  readonly reason: string;
}

export type TrafficFilterCommand = DefineTrafficFilter | RemoveTrafficFilter;

export type TrafficFilterRefusal =
  | { readonly code: 'TRAFFIC_FILTER_NOT_FOUND' }
  /** The rule is in force already: nothing to do. */
  | { readonly code: 'TRAFFIC_FILTER_UNCHANGED' };

type Outcome = Decision<TrafficFilterEvent, TrafficFilterRefusal>;

const accept = (event: TrafficFilterEvent): Outcome => ({ outcome: 'accepted', events: [event] });
const refuse = (code: TrafficFilterRefusal['code']): Outcome => ({ outcome: 'refused', refusal: { code } });

function define({ metadata, definition }: DefineTrafficFilter, state: TrafficFilterState): Outcome {
  if (state.status === 'active' && canonicalJson(state.definition) === canonicalJson(definition))
    return refuse('TRAFFIC_FILTER_UNCHANGED');
  return accept(newEvent(TrafficFilterDefined, metadata, definition));
}

function remove({ metadata, reason }: RemoveTrafficFilter, state: TrafficFilterState): Outcome {
  if (state.status !== 'active') return refuse('TRAFFIC_FILTER_NOT_FOUND');
  return accept(newEvent(TrafficFilterRemoved, metadata, { key: state.definition.key, reason }));
}

/** The filter after one more event; total. */
export function evolve(state: TrafficFilterState, event: TrafficFilterEvent): TrafficFilterState {
  const change = { changedAt: event.time, changedBy: event.actor };
  if (event.type === 'TrafficFilterDefined') return { status: 'active', definition: event.data, ...change };
  return state.status === 'absent' ? state : { ...state, status: 'removed', ...change };
}

/** The life of a traffic filter: defined, changed, removed. */
export const trafficFilterDecider: Decider<
  TrafficFilterState,
  TrafficFilterCommand,
  TrafficFilterEvent,
  TrafficFilterRefusal
> = {
  initial: NO_TRAFFIC_FILTER,
  evolve,
  decide: (command, state) =>
    command.type === 'DefineTrafficFilter' ? define(command, state) : remove(command, state),
};
