import { ArchiveDamagedError } from '../errors/archive-damaged.error.js';
import type { SegmentEntry } from '../segment/segment-index.js';

/** Which segments a partition has, in order, each chained to the one before. */
export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly topic: string;
  readonly partition: number;
  readonly segments: readonly SegmentEntry[];
}

/** Whose manifest. */
export type Place = Pick<Manifest, 'topic' | 'partition'>;

const MANIFEST_FORMAT = 'assay-archive/1';

export const manifestKey = ({ topic, partition }: Place): string =>
  `${topic}/${String(partition)}/manifest.json`;

export const emptyManifest = ({ topic, partition }: Place): Manifest => ({
  format: MANIFEST_FORMAT,
  topic,
  partition,
  segments: [],
});

/** One segment a line, so that people can read it and differences are small. */
export function manifestText({ segments, ...head }: Manifest): string {
  const lines = segments.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n');
  return `${JSON.stringify(head).slice(0, -1)},"segments":[\n${lines}\n]}\n`;
}

/** @throws {ArchiveDamagedError} for what cannot be read, is of another partition, or is not one chain */
export function readManifest(place: Place, content: Buffer): Manifest {
  const manifest = parsed(place, content);
  if (
    manifest.format !== MANIFEST_FORMAT ||
    manifest.topic !== place.topic ||
    manifest.partition !== place.partition
  )
    throw altered(place, `it is of ${manifest.topic}[${String(manifest.partition)}], ${manifest.format}`);
  manifest.segments.forEach((entry, at) => checkLink(place, manifest.segments[at - 1], entry));
  return manifest;
}

function parsed(place: Place, content: Buffer): Manifest {
  try {
    const manifest = JSON.parse(content.toString('utf8')) as Manifest;
    if (Array.isArray(manifest.segments)) return manifest;
  } catch (error) {
    throw altered(place, `it cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw altered(place, 'it has no list of segments');
}

function checkLink(place: Place, before: SegmentEntry | undefined, entry: SegmentEntry): void {
  const isWhole = entry.last - entry.first + 1 === entry.count;
  const follows =
    before === undefined
      ? entry.previous === null
      : entry.previous === before.sha256 && entry.first === before.last + 1;
  if (isWhole && follows) return;
  throw new ArchiveDamagedError({
    kind: 'archive-chain-broken',
    place: `${manifestKey(place)} at offset ${String(entry.first)}`,
    problem: 'the segment does not follow from the one before',
    expected: {
      previous: before?.sha256 ?? null,
      first: before === undefined ? entry.first : before.last + 1,
    },
    found: { previous: entry.previous, first: entry.first },
  });
}

const altered = (place: Place, problem: string): ArchiveDamagedError =>
  new ArchiveDamagedError({ kind: 'archive-manifest-altered', place: manifestKey(place), problem });
