import { isDeepStrictEqual } from 'node:util';
import type { LogRecord } from '@assay/event-bus';
import type { Archive } from '../archive.js';
import { differsFromLog } from '../errors/differs-from-log.error.js';
import type { Place } from '../manifest/manifest.js';
import type { SegmentEntry } from '../segment/segment-index.js';
import type { ArchiverParts } from './archive-partition.js';

/** One after the other, whatever the pages. */
async function* flat(pages: AsyncIterable<readonly LogRecord[]>): AsyncGenerator<LogRecord> {
  for await (const page of pages) yield* page;
}

/**
 * Holds a segment against what the log still has of it.
 * @param from only from this offset on
 * @throws {ArchiveDamagedError} when the segment is not what was written, or not what the log has
 */
export async function compareWithLog(
  { bus, archive }: { readonly bus: Pick<ArchiverParts['bus'], 'records'>; readonly archive: Archive },
  entry: SegmentEntry,
  from: number,
): Promise<void> {
  const { topic, partition, last } = entry;
  const start = Math.max(entry.first, from);
  const inLog = flat(
    start > last ? nothing() : bus.records({ topic, partition, from: start, until: last + 1 }),
  );
  try {
    for await (const record of flat(archive.pages(entry))) {
      if (record.offset < start) continue;
      const next = await inLog.next();
      if (next.done === true || !isDeepStrictEqual(next.value, record)) throw differsFromLog(record);
    }
  } finally {
    await inLog.return(undefined);
  }
}

async function* nothing(): AsyncGenerator<readonly LogRecord[]> {
  // A range without messages needs no reader.
}

/**
 * Deletes from the log what the archive has and the log took before an instant: a segment at a time, each read again
 * from the storage and held against the log first.
 * @param takenBefore milliseconds since 1970
 * @returns how many messages were deleted
 * @throws {ArchiveDamagedError} at the first segment that is not what the log has; nothing from it on is deleted
 */
export async function trimPartition(
  { bus, archive }: Pick<ArchiverParts, 'bus'> & { readonly archive: Archive },
  place: Place,
  { takenBefore, mayWrite }: { readonly takenBefore: number; readonly mayWrite: () => boolean },
): Promise<number> {
  const ends = (await bus.ends(place.topic)).find(({ partition }) => partition === place.partition);
  if (ends === undefined) return 0;
  let local = ends.earliestLocal ?? ends.earliest;
  let trimmed = 0;
  for (const entry of (await archive.manifest(place)).segments) {
    if (entry.last < local) continue;
    if (entry.lastAt >= takenBefore || !mayWrite()) break;
    await compareWithLog({ bus, archive }, entry, local);
    await bus.trim({ ...place, offset: entry.last + 1 });
    trimmed += entry.last + 1 - local;
    local = entry.last + 1;
  }
  return trimmed;
}
