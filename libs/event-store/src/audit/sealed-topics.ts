import type { FindingLine } from '@assay/contracts';
import { damageLine, hashOfEvent, topicNamed } from '@assay/contracts';
import type { EventBus, LogRecord, PartitionEnds } from '@assay/event-bus';
import { writtenEvent } from '@assay/event-bus';
import { isSealed, placeOf } from '../restore/published-events.js';

/** The newest event of a stream that the log has so far. */
interface SealedEnd {
  readonly version: number;
  readonly hash: string;
}

type Problem = Pick<FindingLine, 'kind' | 'problem'>;

/** More are not listed: whoever reads them repairs the topic as a whole. */
const MOST = 20;

const hashIn = (record: LogRecord): string | undefined => {
  const event = writtenEvent(record);
  try {
    return event === undefined ? undefined : hashOfEvent(event);
  } catch {
    return undefined;
  }
};

/** What is wrong with a sealed message, given the end of its stream before it. */
function problemOf(record: LogRecord, end: SealedEnd | undefined, isFromBeginning: boolean) {
  const { headers } = record;
  const version = Number(headers['ce_streamversion']);
  const named = `version ${String(version)} of ${headers['ce_subject'] ?? ''}`;
  if (hashIn(record) !== headers['ce_assayhash'])
    return { kind: 'record-altered', problem: `${named} is not what its store sealed` } as const;
  if (end === undefined && !isFromBeginning) return undefined;
  const { version: last, hash } = end ?? { version: 0, hash: '' };
  // A message may lie there once more: readers drop it.
  if (version <= last) return undefined;
  if (version > last + 1)
    return { kind: 'record-missing', problem: `${named} follows version ${String(last)}` } as const;
  return (headers['ce_assayprev'] ?? '') === hash
    ? undefined
    : ({ kind: 'chain-broken', problem: `${named} does not follow its predecessor` } as const);
}

const found = (record: LogRecord, problem: Problem): FindingLine =>
  damageLine({ ...problem, place: placeOf(record), since: new Date(record.appendedAt).toISOString() });

async function* damageIn(
  bus: Pick<EventBus, 'records'>,
  topic: string,
  { partition, earliest, end: until }: PartitionEnds,
): AsyncGenerator<FindingLine> {
  const ends = new Map<string, SealedEnd>();
  for await (const page of bus.records({ topic, partition, from: earliest, until }))
    for (const record of page.filter(isSealed)) {
      const stream = record.headers['ce_subject'] ?? '';
      const end = ends.get(stream);
      const problem = problemOf(record, end, earliest === 0);
      if (problem !== undefined) yield found(record, problem);
      const version = Number(record.headers['ce_streamversion']);
      if (version > (end?.version ?? 0))
        ends.set(stream, { version, hash: record.headers['ce_assayhash'] ?? '' });
    }
}

/**
 * Holds the decisions of topics against the seals that they carry, as anybody who reads them can: is each as its store
 * sealed it, and does it follow the one before? Topics with observations carry no seals. Takes memory for a page of
 * messages and the end of each stream.
 * @returns the first 20 damages, in the order of the topics
 */
export async function sealedTopicsDamage(
  bus: Pick<EventBus, 'ends' | 'records'>,
  topics: readonly string[],
): Promise<readonly FindingLine[]> {
  const damage: FindingLine[] = [];
  for (const topic of topics.filter((name) => topicNamed(name)?.kind === 'decision'))
    for (const ends of await bus.ends(topic))
      for await (const finding of damageIn(bus, topic, ends)) {
        damage.push(finding);
        if (damage.length === MOST) return damage;
      }
  return damage;
}
