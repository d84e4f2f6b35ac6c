import type { Checked, Refusal } from './refusal.js';
import { accept, refuse } from './refusal.js';

/** A client's clock may run this far ahead. */
export const FUTURE_TOLERANCE_MS = 5 * 60_000;
/** Imports of finished experiments reach far back, but not further than this. */
export const EARLIEST_MS = Date.UTC(2000, 0, 1);

export interface EventTime {
  /** By the client's clock, as it came: what the identity of an event may rest on. Milliseconds since 1970. */
  readonly given: number | undefined;
  /** RFC 3339 with milliseconds, UTC, by the clock of this service. */
  readonly text: string;
  /** The same by the client's clock, where that one was wrong. */
  readonly clientText?: string;
}

/** By what a client's times are judged; milliseconds. */
export interface TimeBounds {
  readonly receivedAt: number;
  /** How far the client's clock is behind; 0 when it is right. */
  readonly skewMs: number;
  /** Since 1970; what happened before is too late to count. */
  readonly earliest: number;
}

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
// The usual form, on a day that every month has.
const CANONICAL = /^\d{4}-\d\d-(?:0[1-9]|1\d|2[0-8])T\d\d:\d\d:\d\d\.\d{3}Z$/;
const SHORTEST_MONTH = 28;
// What a UUIDv7 can hold, and a year of four digits.
const LATEST_MS = Date.UTC(9999, 11, 31);
const CANONICAL_LENGTH = '2026-01-01T00:00:00.000Z'.length;

/**
 * When an event happened: what the client says, corrected by how wrong its clock is, within bounds; the time of
 * receipt where it says nothing.
 * @param given RFC 3339 text with an offset, or milliseconds since 1970
 */
export function eventTime(given: string | number | undefined, bounds: TimeBounds): Checked<EventTime> {
  const { receivedAt, skewMs, earliest } = bounds;
  if (given === undefined) return accept({ given: undefined, text: textOf(receivedAt) });
  const client = instantOf(given);
  if (Number.isNaN(client)) return unreadable('time', given);
  const time = client + skewMs;
  if (time > receivedAt + FUTURE_TOLERANCE_MS)
    return outside(given, 'TIME_IN_FUTURE', `lies more than 5 minutes after ${textOf(receivedAt)}`);
  if (time < EARLIEST_MS) return outside(given, 'TIME_TOO_EARLY', 'lies before 2000-01-01');
  if (time < earliest) return outside(given, 'EVENT_TOO_LATE', `lies before ${textOf(earliest)}`);
  if (skewMs !== 0) return accept({ given: client, text: textOf(time), clientText: textOf(client) });
  const isCanonical = typeof given === 'string' && given.length === CANONICAL_LENGTH && given.endsWith('Z');
  return accept({ given: client, text: isCanonical ? given : textOf(time) });
}

/**
 * Milliseconds since 1970 of what a client sent as an instant; NaN for what is none.
 * @param given RFC 3339 text with an offset, or milliseconds since 1970
 */
export function instantOf(given: string | number): number {
  const milliseconds = typeof given === 'number' ? Math.trunc(given) : parsed(given);
  return milliseconds >= 0 && milliseconds <= LATEST_MS ? milliseconds : Number.NaN;
}

const textOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

function parsed(text: string): number {
  if (CANONICAL.test(text)) return Date.parse(text);
  const [, year, month, day] = RFC_3339.exec(text) ?? [];
  if (year === undefined) return Number.NaN;
  // Date.parse takes 30 February for 2 March.
  if (
    Number(day) > SHORTEST_MONTH &&
    Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  )
    return Number.NaN;
  return Date.parse(text);
}

/** The refusal of what is no instant. */
export const unreadable = (
  path: string,
  value: string | number,
): { readonly ok: false; readonly refusal: Refusal } =>
  refuse({
    path,
    value,
    message: 'must be RFC 3339 with an offset, such as 2026-01-31T12:00:00Z, or milliseconds since 1970',
    code: 'TIME_INVALID',
  });

const outside = (value: string | number, code: string, message: string): Checked<EventTime> =>
  refuse({ path: 'time', value, message, code });
