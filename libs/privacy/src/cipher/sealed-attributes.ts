import { closeBox, openBox } from './box.js';
import type { DataKey, UnitRef } from './data-key.js';

export type Attributes = Readonly<Record<string, unknown>>;

/** The event that attributes belong to, and whose they are. */
export interface SealedPlace extends UnitRef {
  readonly eventId: string;
}

const FORMAT = '1';

const contextOf = ({ project, unit, eventId }: SealedPlace): string =>
  JSON.stringify([FORMAT, project, unit, eventId.toLowerCase()]);

/**
 * Attributes as text that only their unit's key opens, for this event of this unit: `1.<key id>.<box>`.
 * @example sealAttributes({ country: 'DE' }, key, { project: 'default', unit: 'u1', eventId })
 */
export function sealAttributes(attributes: Attributes, key: DataKey, place: SealedPlace): string {
  const box = closeBox(key.secret, Buffer.from(JSON.stringify(attributes)), contextOf(place));
  return `${FORMAT}.${key.id}.${box.toString('base64url')}`;
}

/** The id of the key that a text was sealed with; undefined for what is no sealed text of a known format. */
export function keyIdOf(sealed: string): string | undefined {
  const [format, id = '', box] = sealed.split('.');
  return format === FORMAT && id !== '' && box !== undefined ? id : undefined;
}

/** The attributes; undefined where the text was changed, or belongs to another unit or event. */
export function openAttributes(sealed: string, key: DataKey, place: SealedPlace): Attributes | undefined {
  const box = Buffer.from(sealed.slice(sealed.lastIndexOf('.') + 1), 'base64url');
  const content = openBox(key.secret, box, contextOf(place));
  return content === undefined ? undefined : (JSON.parse(content.toString('utf8')) as Attributes);
}
