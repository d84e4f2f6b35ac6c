import type { EventEnvelope } from '@assay/contracts';
import { contextOfHeaders, hashOfEvent, readEvent, topicNamed } from '@assay/contracts';
import type { Topic } from '../audit/log/topics.command.js';
import { UsageError } from '../errors/usage.error.js';

/** A message as an export has it. */
export interface ExportedRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data?: unknown;
}

interface End {
  readonly version: number;
  readonly hash: string;
}

const NO_EVENT: End = { version: 0, hash: '' };
/** What would be lost without this release being able to read it; what nobody could ever read comes along as it is. */
const REFUSED: ReadonlySet<string> = new Set(['unknown-type', 'unknown-version']);

/** Looks through a whole export before anything of it is sent: is it complete, known, and as it was sealed? */
export class LogCheck {
  private readonly offsets = new Map<string, number>();
  private readonly streams = new Map<string, End>();
  private messages = 0;

  get seen(): number {
    return this.messages;
  }

  /** Whether a log is at least as long as what was looked at, in every partition. */
  isWithin(topics: readonly Pick<Topic, 'name' | 'partitions'>[]): boolean {
    const ends = new Map<string, number>(
      topics.flatMap(({ name, partitions }) =>
        partitions.map(({ partition, end }) => [`${name}[${String(partition)}]`, end] as const),
      ),
    );
    return [...this.offsets].every(([name, end]) => (ends.get(name) ?? 0) >= end);
  }

  /** @throws UsageError with what is wrong, where, and what to do */
  look(record: ExportedRecord): void {
    this.messages += 1;
    const { topic, partition, offset } = record;
    const place = `${topic}[${String(partition)}]:${String(offset)}`;
    if (topicNamed(topic) === undefined) throw new UsageError(`${place}: there is no topic "${topic}"`);
    this.followOn(record, place);
    const context = contextOfHeaders(record.headers);
    const read = readEvent(context, record.data);
    if (!read.ok && REFUSED.has(read.code))
      throw new UsageError(
        `${place}: ${read.code}: ${read.detail}. Import with the release that wrote it, or newer`,
      );
    const event = { ...context, data: record.data } as unknown as EventEnvelope;
    if (event.assayhash !== undefined) this.chain(event, place);
  }

  private followOn({ topic, partition, offset }: ExportedRecord, place: string): void {
    const name = `${topic}[${String(partition)}]`;
    const expected = this.offsets.get(name) ?? 0;
    if (offset !== expected)
      throw new UsageError(
        `${place}: the export has to have offset ${String(expected)} here. Export the whole topic, without filters`,
      );
    this.offsets.set(name, expected + 1);
  }

  private chain(event: EventEnvelope, place: string): void {
    const { subject, streamversion = 0, assayprev = '', assayhash = '' } = event;
    const end = this.streams.get(subject) ?? NO_EVENT;
    // Put into its topic once more; readers drop it.
    if (streamversion <= end.version) return;
    const problem =
      assayhash !== hashOfEvent(event)
        ? 'it is not what was hashed'
        : streamversion !== end.version + 1
          ? `it follows version ${String(end.version)}: what lies between is missing`
          : assayprev === end.hash
            ? undefined
            : 'it does not follow the event before it';
    if (problem !== undefined)
      throw new UsageError(
        `${place}: the chain is broken at version ${String(streamversion)} of ${subject}: ${problem}. ` +
          `Verify the system that it was exported from (assay verify), and export it again`,
      );
    this.streams.set(subject, { version: streamversion, hash: assayhash });
  }
}
