import type { EventEnvelope } from '@assay/contracts';
import type { EventBus, LogRange } from '../port.js';
import { decodeMessage } from './decode-message.js';
import { partitionOfKey } from './partition-of-key.js';

/** Messages of one key in a topic. */
export interface KeyInTopic {
  readonly topic: string;
  readonly key: string;
  /** What the log took afterwards is left out: milliseconds since 1970. */
  readonly until?: number | undefined;
}

/** Where the messages of a key lie; undefined where the topic has no partitions. */
export async function placeOfKey(
  bus: Pick<EventBus, 'ends' | 'positionsAt'>,
  { topic, key, until }: KeyInTopic,
) {
  const ends = await bus.ends(topic);
  const partition = partitionOfKey(key, ends.length);
  const place = ends.find((one) => one.partition === partition);
  if (place === undefined || until === undefined)
    return place && { partition, from: place.earliest, until: place.end };
  const then = (await bus.positionsAt(topic, until)).find((one) => one.partition === partition);
  return { partition, from: place.earliest, until: then?.offset ?? place.end };
}

/** The events of some keys in a stretch of a partition, in order, each once. Those that nobody can read are left out. */
async function* eventsIn(
  bus: Pick<EventBus, 'records'>,
  range: LogRange,
  isWanted: (key: string) => boolean,
): AsyncGenerator<{ readonly key: string; readonly event: EventEnvelope }> {
  const seen = new Set<string>();
  for await (const page of bus.records(range))
    for (const record of page) {
      const { key } = record;
      const read = isWanted(key) ? decodeMessage(record) : undefined;
      if (read?.ok !== true || seen.has(key + read.event.id)) continue;
      seen.add(key + read.event.id);
      yield { key, event: read.event };
    }
}

/**
 * The events of some keys in a topic, by key: each partition that they lie in is read once. Takes memory for all of
 * them.
 */
export async function eventsOfKeys(
  bus: Pick<EventBus, 'ends' | 'positionsAt' | 'records'>,
  { topic, keys, until }: Omit<KeyInTopic, 'key'> & { readonly keys: readonly string[] },
): Promise<ReadonlyMap<string, readonly EventEnvelope[]>> {
  const found = new Map<string, EventEnvelope[]>(keys.map((key) => [key, []]));
  const ends = await bus.ends(topic);
  const wanted = new Set(keys.map((key) => partitionOfKey(key, ends.length)));
  const then = until === undefined ? [] : await bus.positionsAt(topic, until);
  for (const { partition, earliest, end } of ends.filter(({ partition: of }) => wanted.has(of))) {
    const stop = then.find((one) => one.partition === partition)?.offset ?? end;
    const range = { topic, partition, from: earliest, until: stop };
    for await (const { key, event } of eventsIn(bus, range, (one) => found.has(one)))
      found.get(key)?.push(event);
  }
  return found;
}
