import { AssayError } from '../http/assay-error.js';
import type { Gateway } from '../http/gateway.js';
import { EVENTS_PATH } from '../http/gateway.js';
import { refusalOf } from '../http/refusal.js';
import type { StampedEvent } from './event.js';
import { batchText } from './event.js';

/** What became of a batch; `error` says what was wrong with some of it. */
export type Verdict =
  | { readonly outcome: 'settled'; readonly refused: number; readonly error?: AssayError }
  | { readonly outcome: 'too_large'; readonly mostBytes: number; readonly error?: undefined };

/** Refused for what they say: sending the same again would not help. */
const PERMANENT = [400, 413, 415, 422];

interface Refusal {
  readonly path: string;
  readonly message: string;
}

function settled(refused: number, count: number, why: string): Verdict {
  if (refused === 0) return { outcome: 'settled', refused };
  const message = `${String(refused)} of ${String(count)} events were refused: ${why}`;
  return {
    outcome: 'settled',
    refused,
    error: new AssayError('EVENTS_REFUSED', message, { count: refused }),
  };
}

/**
 * Sends a batch once.
 * @throws AssayError where the same batch should be sent again later
 */
export async function postEvents(
  gateway: Gateway,
  batch: readonly StampedEvent[],
  keepalive: boolean,
): Promise<Verdict> {
  const headers = { 'content-type': 'application/json' };
  const answer = await gateway.ask(EVENTS_PATH, {
    method: 'POST',
    body: batchText(batch),
    headers,
    keepalive,
  });
  const { status, text } = answer;
  if (status < 300) {
    const { refused = [] } = JSON.parse(text) as { readonly refused?: readonly Refusal[] };
    const why = refused.map(({ path, message }) => `${path} ${message}`).join('; ');
    return settled(refused.length, batch.length, why);
  }
  const refusal = refusalOf(answer);
  if (!PERMANENT.includes(status)) throw refusal;
  if (status === 413 && batch.length > 1)
    return { outcome: 'too_large', mostBytes: batch.reduce((sum, { bytes }) => sum + bytes, 0) / 2 };
  return settled(batch.length, batch.length, refusal.message);
}
