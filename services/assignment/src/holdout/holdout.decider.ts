import type { EventMetadata, HoldoutEvent } from '@assay/contracts';
import { HoldoutChanged, HoldoutCreated, HoldoutEnded, newEvent } from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';

export interface HoldoutState {
  readonly status: 'active' | 'ended';
  readonly key: string;
  readonly name: string;
  readonly scope: 'global' | 'group';
  readonly salt: string;
  readonly percent: number;
  readonly createdAt: string;
  readonly version: number;
}

export type HoldoutStream = { readonly status: 'absent' } | HoldoutState;

interface Command<Type extends string> {
  readonly type: Type;
  readonly metadata: EventMetadata;
}

export interface CreateHoldout extends Command<'CreateHoldout'> {
  readonly holdout: HoldoutCreated['data'];
}

export interface ChangeHoldout extends Command<'ChangeHoldout'> {
  readonly percent: number;
  readonly reason: string;
}

export interface EndHoldout extends Command<'EndHoldout'> {
  readonly reason: string;
}

export type HoldoutCommand = CreateHoldout | ChangeHoldout | EndHoldout;

export type HoldoutRefusal =
  | { readonly code: 'HOLDOUT_NOT_FOUND' }
  | { readonly code: 'HOLDOUT_EXISTS'; readonly key: string }
  | { readonly code: 'HOLDOUT_ENDED'; readonly key: string }
  | { readonly code: 'HOLDOUT_UNCHANGED'; readonly percent: number };

type Outcome = Decision<HoldoutEvent, HoldoutRefusal>;

const accept = (event: HoldoutEvent): Outcome => ({ outcome: 'accepted', events: [event] });
const refuse = (refusal: HoldoutRefusal): Outcome => ({ outcome: 'refused', refusal });

function decide(command: HoldoutCommand, state: HoldoutStream): Outcome {
  const { metadata } = command;
  if (command.type === 'CreateHoldout')
    return state.status === 'absent'
      ? accept(newEvent(HoldoutCreated, metadata, command.holdout))
      : refuse({ code: 'HOLDOUT_EXISTS', key: state.key });
  if (state.status === 'absent') return refuse({ code: 'HOLDOUT_NOT_FOUND' });
  if (state.status === 'ended') return refuse({ code: 'HOLDOUT_ENDED', key: state.key });
  const { reason } = command;
  if (command.type === 'EndHoldout') return accept(newEvent(HoldoutEnded, metadata, { reason }));
  const { percent } = command;
  if (percent === state.percent) return refuse({ code: 'HOLDOUT_UNCHANGED', percent });
  return accept(newEvent(HoldoutChanged, metadata, { percent, reason }));
}

function evolve(state: HoldoutStream, event: HoldoutEvent): HoldoutStream {
  if (event.type === 'HoldoutCreated')
    return { status: 'active', ...event.data, createdAt: event.time, version: 1 };
  if (state.status === 'absent') return state;
  const version = state.version + 1;
  return event.type === 'HoldoutEnded'
    ? { ...state, status: 'ended', percent: 0, version }
    : { ...state, percent: event.data.percent, version };
}

/** A share of the units that gets control everywhere, to see what all experiments together have brought. */
export const holdoutDecider: Decider<HoldoutStream, HoldoutCommand, HoldoutEvent, HoldoutRefusal> = {
  initial: { status: 'absent' },
  evolve,
  decide,
};
