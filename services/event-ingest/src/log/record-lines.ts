import { topicNamed } from '@assay/contracts';
import type { EventBus, LogRecord, PartitionEnds } from '@assay/event-bus';
import { partitionOfKey } from '@assay/event-bus';
import type { Opened } from '@assay/privacy';

/** A message of the log as a line. */
export interface RecordLine {
  readonly line: 'record';
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  /** RFC 3339: when the log took it. */
  readonly appendedAt: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Where the value is JSON. */
  readonly data?: unknown;
  /** Base64, where it is not. */
  readonly value?: string;
  /** What its sealed attributes are, where that was asked for. */
  readonly opened?: Opened;
}

/** What of a partition is wanted. */
export interface RecordQuery {
  readonly topic: string;
  /** The one of the subject, where it is left out. */
  readonly partition?: number;
  /** First offset; the beginning where it is left out. */
  readonly from?: number;
  /** RFC 3339: only what the log took from then on … */
  readonly since?: string;
  /** … and before. */
  readonly until?: string;
  readonly type?: string;
  readonly subject?: string;
}

/** How often progress is told where nothing passes the filters. */
const EVERY = 1_000;

function lineOf({ topic, partition, offset, key, appendedAt, headers, value }: LogRecord): RecordLine {
  const place = { line: 'record', topic, partition, offset, key, headers } as const;
  const at = { appendedAt: new Date(appendedAt).toISOString() };
  try {
    return { ...place, ...at, data: JSON.parse(value.toString('utf8')) as unknown };
  } catch {
    return { ...place, ...at, value: value.toString('base64') };
  }
}

/** What names no project is everybody's. */
function passes({ headers, appendedAt }: LogRecord, query: RecordQuery, project: string): boolean {
  const { since, until, type, subject } = query;
  return (
    (headers['ce_project'] ?? project) === project &&
    (since === undefined || appendedAt >= Date.parse(since)) &&
    (until === undefined || appendedAt < Date.parse(until)) &&
    (type === undefined || headers['ce_type'] === type) &&
    (subject === undefined || headers['ce_subject'] === subject)
  );
}

/** The partition that is asked for: named, or the one in which everything of the subject lies. */
function placeOf(
  all: readonly PartitionEnds[],
  { topic, partition, subject = '' }: RecordQuery,
  project: string,
): PartitionEnds {
  const key = topicNamed(topic)?.kind === 'decision' ? subject : `${project}/${subject}`;
  const wanted = partition ?? partitionOfKey(key, all.length);
  return all.find((place) => place.partition === wanted) ?? { partition: wanted, earliest: 0, end: 0 };
}

/** The messages of a partition from an offset to its end as it is now: those of a project that pass the filters. */
export async function* recordLines(
  bus: Pick<EventBus, 'ends' | 'records'>,
  query: RecordQuery,
  project: string,
) {
  const { partition, earliest, end } = placeOf(await bus.ends(query.topic), query, project);
  const range = {
    topic: query.topic,
    partition,
    from: Math.max(query.from ?? 0, earliest),
    until: end,
  };
  let told = range.from;
  for await (const page of bus.records(range))
    for (const record of page) {
      if (passes(record, query, project)) yield lineOf(record);
      if (record.offset + 1 - told < EVERY) continue;
      told = record.offset + 1;
      yield { line: 'progress', done: told - range.from, total: end - range.from } as const;
    }
  yield { line: 'done', checked: Math.max(0, end - range.from), unit: 'messages', next: end } as const;
}
