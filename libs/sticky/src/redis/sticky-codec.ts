import type { UnitAssigned } from '@assay/contracts';
import type { StickyEntry } from '../port.js';

/** Where the flag lies in the text, so that confirming changes one byte and leaves the event alone. */
export const CONFIRMED_AT = 0;
export const CONFIRMED = '1';
const UNCONFIRMED = '0';

/** An entry as text: one character that says whether the log has it, then the event. */
export const encodeEntry = ({ event, confirmed }: StickyEntry): string =>
  `${confirmed ? CONFIRMED : UNCONFIRMED}${JSON.stringify(event)}`;

/** The entry, or undefined when the text is none. */
export function decodeEntry(text: string): StickyEntry | undefined {
  try {
    const event = JSON.parse(text.slice(1)) as Partial<UnitAssigned> | null;
    if (event?.type !== 'UnitAssigned' || typeof event.data?.variant !== 'string') return undefined;
    return { event: event as UnitAssigned, confirmed: text.startsWith(CONFIRMED) };
  } catch {
    return undefined;
  }
}
