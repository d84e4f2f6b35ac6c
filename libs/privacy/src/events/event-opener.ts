import type { EventEnvelope } from '@assay/contracts';
import type { DataKey } from '../cipher/data-key.js';
import type { Attributes, SealedPlace } from '../cipher/sealed-attributes.js';
import { keyIdOf, openAttributes } from '../cipher/sealed-attributes.js';
import { SealedTextAlteredError } from '../errors.js';
import { KeyCache } from '../keys/key-cache.js';
import type { KeyStore } from '../keys/key-store.js';
import { personalData, placeOf, withPersonalData } from './personal-event.js';

/** `erased`: the key is gone; `altered`: the text is not what its key has sealed for this event. */
export type Opened =
  | { readonly outcome: 'open'; readonly attributes: Attributes }
  | { readonly outcome: 'erased' }
  | { readonly outcome: 'altered' };

/** A sealed text, and where it lies. */
export interface Sealed {
  readonly sealed: string;
  readonly place: SealedPlace;
}

/** Reads attributes that were sealed, as long as the keys of their units are there. */
export class EventOpener {
  private readonly keys = new KeyCache();

  constructor(private readonly store: Pick<KeyStore, 'named'>) {}

  /** What each text holds, in their order: the keys are asked for all at once. */
  async open(sealed: readonly Sealed[]): Promise<readonly Opened[]> {
    const wanted = new Set(sealed.flatMap((one) => keyIdOf(one.sealed) ?? []));
    const found = new Map<string, DataKey>();
    for (const id of wanted) {
      const key = this.keys.get(id);
      if (key !== undefined) found.set(id, key);
    }
    const missing = [...wanted].filter((id) => !found.has(id));
    for (const key of await this.store.named(missing)) {
      this.keys.set(key.id, key);
      found.set(key.id, key);
    }
    return sealed.map((one) => openedWith(found, one));
  }

  /**
   * Events with their attributes in clear, and without any where they are erased; the same list where none is sealed.
   * @throws SealedTextAlteredError
   */
  async opened<Event extends EventEnvelope>(events: readonly Event[]): Promise<readonly Event[]> {
    if (!events.some(mayBeSealed)) return events;
    const sealed = events.flatMap((event, index) => {
      const personal = personalData(event);
      if (personal?.sealed === undefined) return [];
      return [{ index, event, personal, sealed: personal.sealed, place: placeOf(event, personal) }];
    });
    const opened = await this.open(sealed);
    const all = [...events];
    for (const [at, { index, event, personal }] of sealed.entries()) {
      const { sealed: _sealed, ...others } = personal;
      const one = opened[at];
      if (one?.outcome === 'altered') throw new SealedTextAlteredError(event.id);
      const attributes = one?.outcome === 'open' ? { attributes: one.attributes } : {};
      all[index] = withPersonalData(event, { ...others, ...attributes });
    }
    return all;
  }
}

/** Of nearly all events of nearly all installations: no. */
const mayBeSealed = ({ data, type }: EventEnvelope): boolean =>
  (data as { readonly sealed?: unknown }).sealed !== undefined || type === 'TrafficFiltered';

function openedWith(keys: ReadonlyMap<string, DataKey>, { sealed, place }: Sealed): Opened {
  const id = keyIdOf(sealed);
  if (id === undefined) return { outcome: 'altered' };
  const key = keys.get(id);
  if (key === undefined) return { outcome: 'erased' };
  const attributes = openAttributes(sealed, key, place);
  return attributes === undefined ? { outcome: 'altered' } : { outcome: 'open', attributes };
}
