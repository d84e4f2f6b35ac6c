import type { EventEnvelope } from '@assay/contracts';
import type { DataKey, UnitRef } from '../cipher/data-key.js';
import { newDataKey, unitText } from '../cipher/data-key.js';
import { sealAttributes } from '../cipher/sealed-attributes.js';
import { KeyCache } from '../keys/key-cache.js';
import type { KeyStore } from '../keys/key-store.js';
import type { PersonalData } from './personal-event.js';
import { personalData, placeOf, withPersonalData } from './personal-event.js';

/** New keys that may wait to be stored. */
const MOST_WAITING = 100_000;

/** Puts sealed text in the place of attributes, before events go to the log. */
export class EventSealer {
  private readonly keys = new KeyCache();
  /** Not in the store yet. */
  private readonly waiting = new Map<string, DataKey>();

  /** @param isPrivate whether the privacy of a project is on */
  constructor(
    private readonly store: Pick<KeyStore, 'newest' | 'add'>,
    private readonly isPrivate: (project: string) => boolean,
  ) {}

  /**
   * Seals at once, with a key that this process knows or makes. Call {@link persist} before the event goes to the log.
   * An event for which there is no room to keep a key loses its attributes.
   */
  seal<Event extends EventEnvelope>(event: Event): Event {
    const personal = this.toBeSealed(event);
    if (personal === undefined) return event;
    const { attributes = {}, ...others } = personal;
    const place = placeOf(event, personal);
    const key = this.keyOf(place);
    if (key === undefined) return withPersonalData(event, others);
    return withPersonalData(event, { ...others, sealed: sealAttributes(attributes, key, place) });
  }

  /** Stores new keys; what they sealed may go to the log then. */
  async persist(): Promise<void> {
    if (this.waiting.size === 0) return;
    const keys = [...this.waiting.values()];
    await this.store.add(keys);
    for (const { id } of keys) this.waiting.delete(id);
  }

  /** Seals events with the keys that their units have already, or with new ones, and stores those. */
  async sealAll<Event extends EventEnvelope>(events: readonly Event[]): Promise<readonly Event[]> {
    const units = new Map<string, UnitRef>();
    for (const event of events) {
      const personal = this.toBeSealed(event);
      if (personal === undefined) continue;
      const place = placeOf(event, personal);
      if (this.keys.get(unitText(place)) === undefined) units.set(unitText(place), place);
    }
    for (const key of await this.store.newest([...units.values()])) this.keys.set(unitText(key), key);
    const sealed = events.map((event) => this.seal(event));
    await this.persist();
    return sealed;
  }

  private toBeSealed(event: EventEnvelope): PersonalData | undefined {
    if (!this.isPrivate(event.project)) return undefined;
    const personal = personalData(event);
    return personal?.attributes === undefined ? undefined : personal;
  }

  private keyOf(unit: UnitRef): DataKey | undefined {
    const known = this.keys.get(unitText(unit));
    if (known !== undefined) return known;
    if (this.waiting.size >= MOST_WAITING) return undefined;
    const made = newDataKey(unit);
    this.keys.set(unitText(unit), made);
    this.waiting.set(made.id, made);
    return made;
  }
}
