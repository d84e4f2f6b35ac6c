import type { DeadLetterEvent, EventMetadata } from '@assay/contracts';
import { DeadLetterDiscarded, DeadLetterRetried, newEvent } from '@assay/contracts';
import type { Decider, Decision } from '@assay/event-store';

/** What became of a dead letter. It may be retried again: a reader may have been mended meanwhile. */
export type DeadLetterState =
  | { readonly status: 'open' }
  | {
      readonly status: 'retried' | 'discarded';
      /** RFC 3339. */
      readonly at: string;
      readonly by: string;
      readonly reason: string;
    };

export type DeadLetterCommand = {
  readonly type: 'RetryDeadLetter' | 'DiscardDeadLetter';
  readonly metadata: EventMetadata;
} & DeadLetterEvent['data'];

export interface DeadLetterRefusal {
  readonly code: 'DEAD_LETTER_DISCARDED';
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

export const OPEN: DeadLetterState = { status: 'open' };

function decide(
  { type, metadata, ...letter }: DeadLetterCommand,
  state: DeadLetterState,
): Decision<DeadLetterEvent, DeadLetterRefusal> {
  if (state.status === 'discarded') {
    const { by, at, reason } = state;
    return { outcome: 'refused', refusal: { code: 'DEAD_LETTER_DISCARDED', by, at, reason } };
  }
  const definition = type === 'RetryDeadLetter' ? DeadLetterRetried : DeadLetterDiscarded;
  return { outcome: 'accepted', events: [newEvent(definition, metadata, letter)] };
}

/** The letter after one more decision; total. */
export function evolve(
  _state: DeadLetterState,
  { type, time, actor, data }: DeadLetterEvent,
): DeadLetterState {
  const status = type === 'DeadLetterRetried' ? 'retried' : 'discarded';
  return { status, at: time, by: actor, reason: data.reason };
}

/** The life of a dead letter: open, retried as often as it takes, discarded for good. */
export const deadLetterDecider: Decider<
  DeadLetterState,
  DeadLetterCommand,
  DeadLetterEvent,
  DeadLetterRefusal
> = { initial: OPEN, evolve, decide };
