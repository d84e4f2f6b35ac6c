import { messageKey } from '@assay/contracts';
import { partitionOfKey } from '@assay/event-bus';
import { expiryEvents } from './expiry-events.js';

describe('the events that say what has expired', () => {
  it.each([1, 6, 120])('lie in each of %i partitions', (partitions) => {
    const events = expiryEvents({ partitions, closed: [] }, 1_800_000_000_000);
    const places = events.map((event) => partitionOfKey(messageKey(event), partitions));
    expect(places).toEqual(Array.from({ length: partitions }, (_, partition) => partition));
    expect(new Set(events.map(({ id }) => id)).size).toBe(partitions);
  });
});
