import { createHash } from 'node:crypto';

const FIRST_MS = 1_000;
const LONGEST_MS = 15 * 60_000;
export const MOST_ATTEMPTS = 12;

/**
 * How long to wait after a try that failed: twice as long each time, a quarter of an hour at most, and up to a fifth
 * more by the delivery’s id, so that what failed together is not tried again together.
 * @param attempts how many there have been; 1 or more
 * @returns milliseconds
 */
export function backOff(attempts: number, id: string): number {
  const base = Math.min(FIRST_MS * 2 ** (attempts - 1), LONGEST_MS);
  const share = (createHash('sha256').update(id).digest()[0] ?? 0) / 256;
  return Math.round(base * (1 + share / 5));
}
