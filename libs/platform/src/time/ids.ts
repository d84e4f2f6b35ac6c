import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Makes the ids of new events; tests give their own. Injected under {@link IDS}. */
export type NewId = () => string;

/** Injection token of {@link NewId}. */
export const IDS = Symbol('assay:ids');

const ID_BYTES = 16;
const SEQUENCE_BITS = 31;
// Asking for a few random bytes takes longer than making an id of them.
const pool = Buffer.alloc(256 * ID_BYTES);
let used = pool.length;
let msecs = 0;
let sequence = 0;

function randomBytes(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += ID_BYTES;
  return pool.subarray(used - ID_BYTES, used);
}

/**
 * A new UUIDv7 (RFC 9562): unique, and sorted by the time it was made, also within a millisecond of one process.
 * @example newId() // '0198c5a2-6f0e-7c3a-9d0b-…'
 */
export const newId: NewId = () => {
  const random = randomBytes();
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    // Half of the room is left for what comes in the same millisecond.
    sequence = random.readUInt32BE(0) >>> (32 - SEQUENCE_BITS);
  } else sequence += 1;
  return v7({ random, msecs, seq: sequence });
};
