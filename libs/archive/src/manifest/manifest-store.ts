import { ArchiveTakenError } from '../errors/archive-taken.error.js';
import type { SegmentEntry } from '../segment/segment-index.js';
import type { ObjectStore } from '../store/object-store.js';
import type { Manifest, Place } from './manifest.js';
import { emptyManifest, manifestKey, manifestText, readManifest } from './manifest.js';

/** A manifest as it was read, for whoever wants to add to it. */
export interface LoadedManifest {
  readonly manifest: Manifest;
  /** Undefined while there is none. */
  readonly version: string | undefined;
}

/** @throws {ArchiveDamagedError} when it is not what was written */
export async function loadManifest(store: ObjectStore, place: Place): Promise<LoadedManifest> {
  const stored = await store.read(manifestKey(place));
  if (stored === undefined) return { manifest: emptyManifest(place), version: undefined };
  return { manifest: readManifest(place, stored.content), version: stored.version };
}

/**
 * Adds a segment that lies in the storage already: from here on it is part of the archive.
 * @throws {ArchiveTakenError} when somebody else has changed the manifest
 */
export async function addSegment(
  store: ObjectStore,
  { manifest, version }: LoadedManifest,
  entry: SegmentEntry,
): Promise<LoadedManifest> {
  const key = manifestKey(manifest);
  const next = { ...manifest, segments: [...manifest.segments, entry] };
  if (!(await store.replace(key, Buffer.from(manifestText(next)), version))) throw new ArchiveTakenError(key);
  return { manifest: next, version: (await store.read(key))?.version };
}
