import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { LogRecord } from '@assay/event-bus';
import { hashOfLine, toLine } from './record-line.js';
import type { SegmentEntry, SegmentIndex } from './segment-index.js';
import { SEGMENT_FORMAT } from './segment-index.js';

const compress = promisify(gzip);

/** A segment that is whole, and what its manifest says of it. */
export interface WrittenSegment {
  readonly entry: SegmentEntry;
  readonly content: Buffer;
}

/** Collects the messages of one segment, one after the other. */
export class SegmentWriter {
  private readonly lines: string[] = [];
  private first: LogRecord | undefined;
  private last: LogRecord | undefined;
  /** How much it has so far, before it is compressed. */
  size = 0;

  get count(): number {
    return this.lines.length;
  }

  /** When the log took the first message; undefined while there is none. */
  get firstAt(): number | undefined {
    return this.first?.appendedAt;
  }

  add(record: LogRecord): void {
    const line = toLine(record);
    this.lines.push(line);
    this.size += Buffer.byteLength(line) + 1;
    this.first ??= record;
    this.last = record;
  }

  /**
   * @param previous SHA-256 of the segment before
   * @returns undefined when nothing was added
   */
  async close(previous: string | null): Promise<WrittenSegment | undefined> {
    const { first, last } = this;
    if (first === undefined || last === undefined) return undefined;
    const index: SegmentIndex = {
      format: SEGMENT_FORMAT,
      topic: first.topic,
      partition: first.partition,
      first: first.offset,
      last: last.offset,
      count: this.count,
      firstAt: first.appendedAt,
      lastAt: last.appendedAt,
      previous,
      tip: hashOfLine(this.lines.at(-1) ?? ''),
    };
    const raw = Buffer.from(`${[JSON.stringify(index), ...this.lines].join('\n')}\n`);
    const content = await compress(raw);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return { entry: { ...index, sha256, bytes: content.length, rawBytes: raw.length }, content };
  }
}
