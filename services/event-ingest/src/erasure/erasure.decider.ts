import type { EventMetadata, UnitForgotten as ForgottenEvent } from '@assay/contracts';
import { newEvent, UnitForgotten } from '@assay/contracts';
import type { Decider } from '@assay/event-store';

/** Who had a unit forgotten, when and why. */
export interface Erasure {
  /** RFC 3339. */
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  /** The unit that was named then, where this one was linked to it; null where it was this one. */
  readonly linkedTo: string | null;
}

/** Null for a unit that has not been forgotten. */
export type ErasureState = Erasure | null;

export interface ForgetUnit {
  readonly metadata: EventMetadata;
  readonly forgotten: ForgottenEvent['data'];
}

/** Once is enough: whoever asks again is told of the first time. */
export interface ErasureRefusal {
  readonly code: 'FORGOTTEN_ALREADY';
}

/** A unit is forgotten once, for good. */
export const erasureDecider: Decider<ErasureState, ForgetUnit, ForgottenEvent, ErasureRefusal> = {
  initial: null,
  evolve: (state, { time, actor, data: { reason, linkedTo = null } }) =>
    state ?? { at: time, by: actor, reason, linkedTo },
  decide: ({ metadata, forgotten }, state) =>
    state === null
      ? { outcome: 'accepted', events: [newEvent(UnitForgotten, metadata, forgotten)] }
      : { outcome: 'refused', refusal: { code: 'FORGOTTEN_ALREADY' } },
};
