import type { ArchivedExtent, LogArchive, LogRange, LogRecord } from '@assay/event-bus';
import type { Manifest, Place } from './manifest/manifest.js';
import { loadManifest } from './manifest/manifest-store.js';
import { readSegment } from './segment/read-segment.js';
import type { SegmentEntry } from './segment/segment-index.js';
import { segmentKey } from './segment/segment-index.js';
import type { ArchiveLocation } from './store/open-store.js';
import { openStore } from './store/open-store.js';
import type { ObjectStore } from './store/object-store.js';

const extentOf = ({ segments }: Manifest): ArchivedExtent | undefined => {
  const [first, last] = [segments[0], segments.at(-1)];
  return first === undefined || last === undefined ? undefined : { from: first.first, until: last.last + 1 };
};

/** Reads an archive as the part of the log that it is. */
export class Archive implements LogArchive {
  /** As last read; segments are only added. */
  private readonly manifests = new Map<string, Manifest>();

  constructor(readonly store: ObjectStore) {}

  async extent(topic: string, partition: number): Promise<ArchivedExtent | undefined> {
    return extentOf(await this.manifest({ topic, partition }));
  }

  /** As it lies in the storage now. */
  async manifest(place: Place): Promise<Manifest> {
    const { manifest } = await loadManifest(this.store, place);
    this.manifests.set(`${place.topic}/${String(place.partition)}`, manifest);
    return manifest;
  }

  async *records(range: LogRange): AsyncGenerator<readonly LogRecord[]> {
    const { segments } = await this.covering(range);
    for (const entry of segments) {
      if (entry.last < range.from || entry.first >= range.until) continue;
      for await (const page of this.pages(entry)) {
        const wanted = page.filter(({ offset }) => offset >= range.from && offset < range.until);
        if (wanted.length > 0) yield wanted;
      }
    }
  }

  /** @throws {ArchiveDamagedError} at the first page, when the segment is not what was written */
  async *pages(entry: SegmentEntry): AsyncGenerator<readonly LogRecord[]> {
    yield* readSegment(entry, await this.store.read(segmentKey(entry)));
  }

  private async covering({ topic, partition, until }: LogRange): Promise<Manifest> {
    const known = this.manifests.get(`${topic}/${String(partition)}`);
    if (known !== undefined && (extentOf(known)?.until ?? 0) >= until) return known;
    return this.manifest({ topic, partition });
  }
}

/**
 * The archive at a location; nothing is looked at before it is read.
 * @param location undefined where there is none
 * @example EventBusModule.forRoot(config.bus, config.topics, openArchive(config.archive))
 */
export const openArchive = (location: ArchiveLocation | undefined): Archive | undefined =>
  location === undefined ? undefined : new Archive(openStore(location));
