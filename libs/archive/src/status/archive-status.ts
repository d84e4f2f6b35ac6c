import type { ArchivedPartition } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import { BrokenLogError } from '@assay/event-bus';
import type { Archive } from '../archive.js';
import { partitionsOf } from '../archiver/archiver.js';
import type { Manifest } from '../manifest/manifest.js';

const sumOf = ({ segments }: Manifest, of: 'bytes' | 'rawBytes'): number =>
  segments.reduce((sum, entry) => sum + entry[of], 0);

/** Every partition that has messages. */
export async function archiveStatus(
  bus: Pick<EventBus, 'ends'>,
  archive: Archive,
): Promise<readonly ArchivedPartition[]> {
  return Promise.all(
    (await partitionsOf(bus)).map(async ({ topic, partition, ends }) => {
      const { earliest, earliestLocal = earliest, end } = ends;
      const { manifest, problem } = await manifestOf(archive, { topic, partition });
      const [first, last] = [manifest?.segments[0], manifest?.segments.at(-1)];
      const until = last === undefined ? 0 : last.last + 1;
      return {
        ...{ topic, partition, segments: manifest?.segments.length ?? 0, from: first?.first ?? 0, until },
        bytes: manifest === undefined ? 0 : sumOf(manifest, 'bytes'),
        rawBytes: manifest === undefined ? 0 : sumOf(manifest, 'rawBytes'),
        lastAt: last === undefined ? null : new Date(last.lastAt).toISOString(),
        log: { from: earliestLocal, until: end },
        waiting: Math.max(0, end - Math.max(until, earliestLocal)),
        problem,
      };
    }),
  );
}

async function manifestOf(archive: Archive, place: { readonly topic: string; readonly partition: number }) {
  try {
    return { manifest: await archive.manifest(place), problem: null };
  } catch (error) {
    if (!(error instanceof BrokenLogError)) throw error;
    return { manifest: undefined, problem: error.message };
  }
}
