import { instantOf, unreadable } from './event-time.js';
import type { Checked } from './refusal.js';
import { accept } from './refusal.js';

/** A difference that small may as well be the way from there to here. */
const SKEW_TOLERANCE_MS = 10_000;

/**
 * How far is a client's clock behind ours?
 * @param sentAt when the client sent its request, by its own clock: RFC 3339 text, or milliseconds since 1970
 * @param receivedAt when the request came in, by ours; milliseconds since 1970
 * @returns milliseconds to add to the client's times; 0 when it does not tell, or is right to within ten seconds
 * @example clockSkew('2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1, 1)) // { ok: true, value: 3_600_000 }
 */
export function clockSkew(sentAt: string | number | undefined, receivedAt: number): Checked<number> {
  if (sentAt === undefined) return accept(0);
  const sent = instantOf(sentAt);
  if (Number.isNaN(sent)) return unreadable('sentAt', sentAt);
  const skew = receivedAt - sent;
  return accept(Math.abs(skew) <= SKEW_TOLERANCE_MS ? 0 : skew);
}
