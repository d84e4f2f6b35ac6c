import type { EventEnvelope } from '@assay/contracts';
import type { Attributes, SealedPlace } from '../cipher/sealed-attributes.js';

/** What of an event's data is personal, and whose it is. */
export interface PersonalData {
  readonly unit: string;
  readonly attributes?: Attributes;
  readonly sealed?: string;
  /** The anonymous unit that an assignment was made for, before it turned out to be `unit`. */
  readonly linkedFrom?: string;
}

const isPersonal = (data: unknown): data is PersonalData =>
  typeof data === 'object' && data !== null && 'unit' in data && typeof data.unit === 'string';

/** The data of an event that are of a unit; undefined for events of nobody. Filtered traffic holds them further in. */
export function personalData({ type, data }: Pick<EventEnvelope, 'type' | 'data'>): PersonalData | undefined {
  if (type !== 'TrafficFiltered') return isPersonal(data) ? data : undefined;
  const { recorded } = data as { readonly recorded: { readonly data: unknown } };
  return isPersonal(recorded.data) ? recorded.data : undefined;
}

/** The same event with other personal data. */
export function withPersonalData<Event extends EventEnvelope>(event: Event, personal: PersonalData): Event {
  if (event.type !== 'TrafficFiltered') return { ...event, data: personal };
  const data = event.data as { readonly recorded: { readonly data: unknown } };
  return { ...event, data: { ...data, recorded: { ...data.recorded, data: personal } } };
}

/** The event that attributes were sealed for: an assignment that a user took over from before is sealed as it was then. */
export function placeOf(
  { project, id, causationid }: Pick<EventEnvelope, 'project' | 'id' | 'causationid'>,
  { unit, linkedFrom }: PersonalData,
): SealedPlace {
  return linkedFrom === undefined
    ? { project, unit, eventId: id }
    : { project, unit: linkedFrom, eventId: causationid ?? id };
}
