import type { EventEnvelope } from '@assay/contracts';
import type { EventStore, StoredEvent } from '@assay/event-store';
import { VersionConflictError } from '@assay/event-store';

/** Streams in memory, with the one promise that deciding rests on: an append on an old version is refused. */
export function memoryStore(): EventStore & { readonly events: readonly EventEnvelope[] } {
  const all: StoredEvent[] = [];
  const load = (stream: string, after = 0) =>
    all.filter((stored) => stored.stream === stream && stored.version > after);
  return {
    get events() {
      return all.map(({ event }) => event);
    },
    load: (stream, after) => Promise.resolve(load(stream, after)),
    append: (stream, expected, events) => {
      const version = load(stream).length;
      if (version !== expected) return Promise.reject(new VersionConflictError(stream, expected, version));
      const stored = events.map((event, place) => ({
        ...{ event, stream, version: version + place + 1, position: all.length + place },
      }));
      all.push(...stored);
      return Promise.resolve({ outcome: 'appended', version: version + events.length, events: stored });
    },
    readFrom: () => Promise.resolve(all),
    end: () => Promise.resolve(all.length),
  };
}
