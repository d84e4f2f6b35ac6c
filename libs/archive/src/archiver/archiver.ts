import type { ArchivedLine, FindingLine, ProgressLine } from '@assay/contracts';
import { damageLine } from '@assay/contracts';
import type { EventBus, PartitionEnds } from '@assay/event-bus';
import { BrokenLogError, catalogueTopics } from '@assay/event-bus';
import type { Pool } from 'pg';
import type { Archive } from '../archive.js';
import { ArchiveDamagedError } from '../errors/archive-damaged.error.js';
import type { Place } from '../manifest/manifest.js';
import type { SegmentEntry } from '../segment/segment-index.js';
import { archivePartition } from './archive-partition.js';
import { PartitionLeases } from './partition-leases.js';
import { trimPartition } from './trim-partition.js';

/** What the archiver is told from outside. */
export interface ArchiverOptions {
  readonly segmentBytes: number;
  /** A segment is closed when its first message is older than this, also when it is small. */
  readonly closeAfterMs: number;
  /** What is older than this, and archived, is deleted from the log; undefined: nothing is. */
  readonly trimAfterMs: number | undefined;
}

export interface ArchiverSetting {
  readonly bus: Pick<EventBus, 'ends' | 'records' | 'trim'>;
  readonly archive: Archive;
  /** Where leases are held. */
  readonly pool: Pool;
  readonly options: ArchiverOptions;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export type ArchiverLines = AsyncGenerator<ProgressLine | FindingLine | ArchivedLine>;

interface Partition extends Place {
  readonly ends: PartitionEnds;
}

/** Archives what the log has, partition after partition; any number of processes may do so at once. */
export class Archiver {
  constructor(private readonly setting: ArchiverSetting) {}

  /**
   * Goes through all partitions once. One that cannot be archived is told as a finding, and the others go on.
   * @param closeAll closes segments that could still grow
   */
  async *run({ closeAll }: { readonly closeAll: boolean }): ArchiverLines {
    const { archive, bus, pool } = this.setting;
    const partitions = await partitionsOf(bus);
    const total = partitions.reduce((sum, { ends }) => sum + ends.end, 0);
    const sums = { segments: 0, messages: 0, bytes: 0, rawBytes: 0 };
    let [done, trimmed, others] = [0, 0, 0];
    const leases = await PartitionLeases.open(pool);
    try {
      for (const partition of partitions) {
        const outcome = await leases.alone(nameOf(archive, partition), (mayWrite) =>
          this.work(partition, { closeAll, mayWrite }),
        );
        done += partition.ends.end;
        yield { line: 'progress', done, total } as const;
        if (outcome === undefined) others += 1;
        for (const { count, bytes, rawBytes } of outcome?.segments ?? []) {
          sums.segments += 1;
          sums.messages += count;
          sums.bytes += bytes;
          sums.rawBytes += rawBytes;
        }
        trimmed += outcome?.trimmed ?? 0;
        if (outcome?.stopped !== undefined) yield stoppedLine(partition, outcome.stopped);
      }
    } finally {
      leases.close();
    }
    const leftOut =
      others === 0 ? {} : { leftOut: `${String(others)} partitions that another process is at` };
    yield { line: 'done', checked: total, unit: 'messages', ...leftOut, archived: sums, trimmed } as const;
  }

  private async work(
    place: Place,
    { closeAll, mayWrite }: { readonly closeAll: boolean; readonly mayWrite: () => boolean },
  ): Promise<Outcome> {
    const { archive, bus, options, now } = this.setting;
    const segments: SegmentEntry[] = [];
    const closeBefore = closeAll ? Infinity : now() - options.closeAfterMs;
    try {
      const limits = { segmentBytes: options.segmentBytes, closeBefore, mayWrite };
      for await (const entry of archivePartition({ bus, store: archive.store }, place, limits))
        segments.push(entry);
      if (options.trimAfterMs === undefined) return { segments, trimmed: 0 };
      const takenBefore = now() - options.trimAfterMs;
      return { segments, trimmed: await trimPartition({ bus, archive }, place, { takenBefore, mayWrite }) };
    } catch (error) {
      if (!(error instanceof BrokenLogError)) throw error;
      return { segments, trimmed: 0, stopped: error };
    }
  }
}

interface Outcome {
  readonly segments: readonly SegmentEntry[];
  readonly trimmed: number;
  readonly stopped?: BrokenLogError;
}

const nameOf = ({ store }: Archive, { topic, partition }: Place): string =>
  `${store.address} ${topic}/${String(partition)}`;

/** Every partition of the log that has or had messages. */
export async function partitionsOf(bus: Pick<EventBus, 'ends'>): Promise<readonly Partition[]> {
  const all = await Promise.all(
    catalogueTopics().map(async (topic) =>
      (await bus.ends(topic)).map((ends) => ({ topic, partition: ends.partition, ends })),
    ),
  );
  return all.flat().filter(({ ends }) => ends.end > 0);
}

/** What stopped the archiving of a partition, as a finding. */
export function stoppedLine({ topic, partition }: Place, error: BrokenLogError): FindingLine {
  if (error instanceof ArchiveDamagedError) return damageLine({ ...error.damage, since: null });
  const place = `${topic}[${String(partition)}]`;
  return damageLine({ kind: 'archive-stopped', place, problem: error.message, since: null });
}
