import type { DeliveredEvent } from '@assay/event-bus';
import type { Privacy } from '@assay/privacy';
import type { ObservedEvent } from '../state/observation.js';
import { meanwhile, meanwhileEach } from '../together.js';
import type { UnitEvent } from './unit-event.js';
import { isUnitEvent, unitEventOf } from './unit-event.js';

interface ReadBatch {
  readonly events: readonly ObservedEvent[];
  readonly read: readonly UnitEvent[];
}

/** Reads events with their attributes in clear; a batch that was read before its turn is kept as long as its events are. */
export class UnitEventReader {
  /** By the first event: an entry for each event costs the garbage collector more than reading ahead gains. */
  private readonly batches = new WeakMap<ObservedEvent, ReadBatch>();

  constructor(private readonly privacy: Pick<Privacy, 'opened'>) {}

  async prepare(delivered: readonly DeliveredEvent[]): Promise<void> {
    const events = await meanwhile(() => delivered.map(({ event }) => event).filter(isUnitEvent));
    const [first] = events;
    if (first !== undefined) this.batches.set(first, { events, read: await this.readNow(events) });
  }

  /** @throws SealedTextAlteredError, UnreadableTimeError */
  async read(events: readonly ObservedEvent[]): Promise<readonly UnitEvent[]> {
    const [first] = events;
    const batch = first && this.batches.get(first);
    if (batch === undefined || !events.every((event, index) => event === batch.events[index]))
      return this.readNow(events);
    return batch.read.slice(0, events.length);
  }

  private async readNow(events: readonly ObservedEvent[]): Promise<readonly UnitEvent[]> {
    return meanwhileEach(await this.privacy.opened(events), unitEventOf);
  }
}
