import type { FetchedPartition } from 'kafkajs/src/cluster/index.js';
import { LogUnavailableError } from '../errors/log-unavailable.error.js';
import type { LogRange, LogRecord, Position } from '../port.js';
import { toRecord } from './to-record.js';

/** How often a leader that has not caught up yet is asked again; each time it is given half a second. */
const PATIENCE = 20;

interface Fetcher {
  fetch(at: Position): Promise<FetchedPartition | undefined>;
}

/**
 * The messages of a stretch of a partition, page by page, as they are asked for. It ends early where the broker does not
 * have what comes next.
 * @param prefix what topics are called by, before their name
 */
export async function* scanPartition(
  fetcher: Fetcher,
  prefix: string,
  { topic, partition, from, until }: LogRange,
): AsyncGenerator<readonly LogRecord[]> {
  let next = from;
  for (let waits = 0; next < until;) {
    const fetched = await fetcher.fetch({ topic: prefix + topic, partition, offset: next });
    if (fetched === undefined) return;
    const seen = fetched.messages.filter(({ offset }) => Number(offset) >= next);
    if (seen.length === 0) {
      if (Number(fetched.highWatermark) >= until) return;
      waits += 1;
      if (waits > PATIENCE) throw new LogUnavailableError(`${topic} does not go on`, undefined);
      continue;
    }
    const records = seen
      .filter(({ isControlRecord }) => isControlRecord !== true)
      .map((message) => toRecord(topic, partition, message))
      .filter(({ offset }) => offset < until);
    next = Number(seen.at(-1)?.offset) + 1;
    waits = 0;
    if (records.length > 0) yield records;
  }
}
