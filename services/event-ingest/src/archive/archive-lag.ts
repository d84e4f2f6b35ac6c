import type { AlertReading } from '@assay/alerts';
import type { ArchivedPartition } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import type { ArchiveConfig } from '@assay/platform';

/** How far an archive is behind its log. */
export interface ArchiveLag {
  /** Messages that are not archived yet, by topic. */
  readonly waiting: ReadonlyMap<string, number>;
  /** Milliseconds since 1970: when the log took the oldest of them; undefined where there is none. */
  readonly oldestAt: number | undefined;
}

async function firstWaiting(
  bus: Pick<EventBus, 'records'>,
  { topic, partition, log, waiting }: ArchivedPartition,
): Promise<readonly number[]> {
  const from = log.until - waiting;
  for await (const [record] of bus.records({ topic, partition, from, until: from + 1 }))
    return record === undefined ? [] : [record.appendedAt];
  return [];
}

export async function archiveLag(
  bus: Pick<EventBus, 'records'>,
  partitions: readonly ArchivedPartition[],
): Promise<ArchiveLag> {
  const behind = partitions.filter(({ waiting }) => waiting > 0);
  const oldest = (await Promise.all(behind.map((one) => firstWaiting(bus, one)))).flat();
  const waiting = new Map(partitions.map(({ topic }) => [topic, 0]));
  for (const one of behind) waiting.set(one.topic, (waiting.get(one.topic) ?? 0) + one.waiting);
  return { waiting, oldestAt: oldest.length === 0 ? undefined : Math.min(...oldest) };
}

/** Two runs may fail before anybody is told. */
const RUNS = 3;
const CALM = 0.8;

/**
 * What is to be told of a lag: a message waits until its segment is closed, and for the next run.
 * @returns the reading, and whether it is beyond its limit, well below it, or between the two
 */
export function judgeArchiveLag(
  { oldestAt }: Pick<ArchiveLag, 'oldestAt'>,
  { closeAfterMs, everyMs }: Pick<ArchiveConfig, 'closeAfterMs' | 'everyMs'>,
  now: number,
): { readonly reading: AlertReading; readonly level: 'breached' | 'calm' | 'between' } {
  const limit = Math.ceil((closeAfterMs + RUNS * everyMs) / 1000);
  const seconds = oldestAt === undefined ? 0 : Math.max(0, Math.floor((now - oldestAt) / 1000));
  return {
    level: seconds > limit ? 'breached' : seconds <= CALM * limit ? 'calm' : 'between',
    reading: {
      ...{ project: 'default', rule: 'archive-lag', subject: 'archive', severity: 'warning' },
      message: `messages of ${String(seconds)} s ago are not archived: see "assay archive status" and the log of event-ingest`,
      ...{ value: seconds, limit },
    },
  };
}
