import type { AuditLines, FindingLine } from '@assay/contracts';
import { damageLine } from '@assay/contracts';
import type { EventBus, PartitionEnds } from '@assay/event-bus';
import type { Archive } from '../archive.js';
import { partitionsOf } from '../archiver/archiver.js';
import { compareWithLog } from '../archiver/trim-partition.js';
import { ArchiveDamagedError } from '../errors/archive-damaged.error.js';
import type { Manifest, Place } from '../manifest/manifest.js';
import type { SegmentEntry } from '../segment/segment-index.js';

interface Verified {
  readonly bus: Pick<EventBus, 'ends' | 'records'>;
  readonly archive: Archive;
}

interface Chain {
  readonly place: Place;
  readonly ends: PartitionEnds;
  readonly segments: readonly SegmentEntry[];
}

/** @returns what is wrong, undefined when nothing is */
async function damageOf(
  work: () => Promise<unknown>,
  since: number | null,
): Promise<FindingLine | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof ArchiveDamagedError)) throw error;
    return damageLine({ ...error.damage, since: since === null ? null : new Date(since).toISOString() });
  }
}

/** Messages that neither the broker nor the archive has. */
function lossOf({ topic, partition }: Place, ends: PartitionEnds): FindingLine | undefined {
  const { earliest, lostFrom } = ends;
  if (lostFrom === undefined) return undefined;
  return damageLine({
    kind: 'log-gap',
    place: `${topic}[${String(partition)}]:${String(lostFrom)}`,
    problem: `${String(earliest - lostFrom)} messages are neither in the log nor in the archive`,
    since: null,
  });
}

/**
 * Proves that an archive is what was written, and what the log still has: every segment is read, unpacked, held against
 * its name, its manifest and the log. Goes on after what it finds; takes memory for one segment.
 * @param sample only so many of the newest segments of each partition
 */
export async function* archiveLines({ bus, archive }: Verified, sample?: number): AuditLines {
  const chains: Chain[] = [];
  let leftOut = 0;
  for (const { topic, partition, ends } of await partitionsOf(bus)) {
    const place = { topic, partition };
    let manifest: Manifest | undefined;
    const damage = await damageOf(async () => {
      manifest = await archive.manifest(place);
    }, null);
    if (damage !== undefined) yield damage;
    if (manifest === undefined) continue;
    const loss = lossOf(place, ends);
    if (loss !== undefined) yield loss;
    const segments = sample === undefined ? manifest.segments : manifest.segments.slice(-sample);
    leftOut += manifest.segments.length - segments.length;
    chains.push({ place, ends, segments });
  }
  const total = chains.reduce((sum, { segments }) => sum + messagesIn(segments), 0);
  let done = 0;
  for (const { ends, segments } of chains)
    for (const entry of segments) {
      const from = ends.earliestLocal ?? ends.earliest;
      const damage = await damageOf(() => compareWithLog({ bus, archive }, entry, from), entry.lastAt);
      if (damage !== undefined) yield damage;
      done += entry.count;
      yield { line: 'progress', done, total } as const;
    }
  const rest = leftOut === 0 ? {} : { leftOut: `${String(leftOut)} older segments` };
  yield { line: 'done', checked: total, unit: 'archived messages', ...rest } as const;
}

const messagesIn = (segments: readonly SegmentEntry[]): number =>
  segments.reduce((sum, { count }) => sum + count, 0);
