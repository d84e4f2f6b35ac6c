import type { EventMetadata, UnitDataRead as ReadEvent } from '@assay/contracts';
import { newEvent, UnitDataRead } from '@assay/contracts';
import type { Decider } from '@assay/event-store';

export interface NoteDataRead {
  readonly metadata: EventMetadata;
  readonly read: ReadEvent['data'];
}

/** How often somebody has looked; every look is noted. */
export const dataAccessDecider: Decider<number, NoteDataRead, ReadEvent, never> = {
  initial: 0,
  evolve: (looks) => looks + 1,
  decide: ({ metadata, read }) => ({ outcome: 'accepted', events: [newEvent(UnitDataRead, metadata, read)] }),
};
