import type { EventBus, PartitionEnds } from '@assay/event-bus';
import { PositionGapError } from '@assay/event-bus';
import { OtherLogError } from '../errors/other-log.error.js';
import type { Manifest, Place } from '../manifest/manifest.js';
import type { LoadedManifest } from '../manifest/manifest-store.js';
import { addSegment, loadManifest } from '../manifest/manifest-store.js';
import { hashOfLine, toLine } from '../segment/record-line.js';
import type { SegmentEntry } from '../segment/segment-index.js';
import { segmentKey } from '../segment/segment-index.js';
import { SegmentWriter } from '../segment/segment-writer.js';
import type { ObjectStore } from '../store/object-store.js';

/** When a segment is closed. */
export interface SegmentLimits {
  /** When it has so many bytes, before they are compressed. */
  readonly segmentBytes: number;
  /** When the log took its first message before this instant, milliseconds since 1970. */
  readonly closeBefore: number;
}

export interface ArchiverParts {
  readonly bus: Pick<EventBus, 'ends' | 'records' | 'trim'>;
  readonly store: ObjectStore;
}

/** Where the archive goes on in a partition; checked against where the log is. */
function nextOf({ topic, partition, segments }: Manifest, ends: PartitionEnds): number {
  const { earliest, earliestLocal = earliest, end, lostFrom } = ends;
  const last = segments.at(-1);
  const next = last === undefined ? (lostFrom ?? earliest) : last.last + 1;
  const at = { topic, partition, offset: next };
  if (next > end)
    throw new OtherLogError(at, `the archive goes up to here, and the log up to ${String(end)}`);
  if (next < earliestLocal) throw new PositionGapError(at, earliestLocal, end);
  return next;
}

/** The segments of a stretch as they become full, without those that may still grow. */
async function* segmentsOf(
  { bus }: Pick<ArchiverParts, 'bus'>,
  {
    manifest,
    ends,
    limits,
  }: { readonly manifest: Manifest; readonly ends: PartitionEnds; readonly limits: SegmentLimits },
): AsyncGenerator<SegmentWriter> {
  const { topic, partition, segments } = manifest;
  const next = nextOf(manifest, ends);
  if (next === ends.end) return;
  const tip = segments.at(-1)?.tip;
  const { earliest, earliestLocal = earliest } = ends;
  // Beginning with a message that is archived already shows that it is the same log.
  const from = tip !== undefined && next > earliestLocal ? next - 1 : next;
  let writer = new SegmentWriter();
  let expected = next;
  for await (const page of bus.records({ topic, partition, from, until: ends.end }))
    for (const record of page) {
      if (record.offset === next - 1 && hashOfLine(toLine(record)) !== tip)
        throw new OtherLogError(record, 'the archive has another message here');
      if (record.offset < next) continue;
      if (record.offset !== expected) throw gapAt(manifest, expected, [record.offset, ends.end]);
      expected += 1;
      writer.add(record);
      if (writer.size < limits.segmentBytes) continue;
      yield writer;
      writer = new SegmentWriter();
    }
  if (expected < ends.end) throw gapAt(manifest, expected, [ends.end, ends.end]);
  if ((writer.firstAt ?? Infinity) < limits.closeBefore) yield writer;
}

const gapAt = (
  { topic, partition }: Place,
  offset: number,
  [earliest, end]: readonly [number, number],
): PositionGapError => new PositionGapError({ topic, partition, offset }, earliest, end);

/**
 * Writes what the log has of a partition beyond its archive: each segment first, then the manifest that names it, so
 * that whoever is killed in between leaves an object that nobody refers to, and the next one goes on where the manifest
 * ends.
 * @param mayWrite whether the partition is still this process's to write
 * @yields each segment when it is part of the archive
 * @throws {PositionGapError, OtherLogError} when the log does not go on where the archive ends
 */
export async function* archivePartition(
  parts: ArchiverParts,
  place: Place,
  { mayWrite, ...limits }: SegmentLimits & { readonly mayWrite: () => boolean },
): AsyncGenerator<SegmentEntry> {
  let loaded: LoadedManifest = await loadManifest(parts.store, place);
  const ends = (await parts.bus.ends(place.topic)).find(({ partition }) => partition === place.partition);
  if (ends === undefined) return;
  for await (const writer of segmentsOf(parts, { manifest: loaded.manifest, ends, limits })) {
    const segment = await writer.close(loaded.manifest.segments.at(-1)?.sha256 ?? null);
    if (segment === undefined || !mayWrite()) return;
    await parts.store.write(segmentKey(segment.entry), segment.content);
    if (!mayWrite()) return;
    loaded = await addSegment(parts.store, loaded, segment.entry);
    yield segment.entry;
  }
}
