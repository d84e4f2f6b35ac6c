import type { LogPosition } from '../events/metrics-events.js';

interface Covering {
  readonly offsets: readonly LogPosition[];
}

/**
 * Does one snapshot cover at least what another one covers, in every partition? Whoever receives snapshots ignores one
 * that does not cover the last.
 * @param next positions up to which the log was read, by topic and partition; one that it does not name counts as unread
 * @example dominates({ offsets: [] }, { offsets: [{ topic: 't', partition: 0, offset: 1 }] }) // false
 */
export function dominates(next: Covering, current: Covering): boolean {
  const reached = new Map(
    next.offsets.map(({ topic, partition, offset }) => [`${topic}/${String(partition)}`, offset]),
  );
  return current.offsets.every(
    ({ topic, partition, offset }) => (reached.get(`${topic}/${String(partition)}`) ?? -1) >= offset,
  );
}
