import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { StoreGate } from '@assay/event-store';
import { STORE_GATE } from '@assay/event-store';
import { ConflictProblem } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { ImportedRecord } from './import-line.js';
import { importLine } from './import-line.js';

/** What came of one piece of an import. */
export interface Imported {
  readonly written: number;
  /** Messages that an interrupted import had written before. */
  readonly present: number;
}

const PAGE = 500;
const placeOf = ({ topic, partition, offset }: Omit<ImportedRecord, 'key' | 'headers' | 'value'>): string =>
  `${topic}[${String(partition)}]:${String(offset)}`;

/** Puts the messages of an export into an empty log: each at the place it had. */
@Injectable()
export class LogImport {
  constructor(
    @Inject(EVENT_BUS) private readonly bus: EventBus,
    @Inject(STORE_GATE) private readonly gate: Pick<StoreGate, 'state'>,
  ) {}

  /**
   * One piece of an export: messages of one topic, in the order of their offsets. Sent again after an interruption,
   * what is there already is compared and passed over.
   * @throws ConflictProblem where the target is not empty, or a message is missing before one that comes
   */
  async take(topic: string, body: AsyncIterable<Uint8Array>): Promise<Imported> {
    const { is } = this.gate.state;
    if (is !== 'awaiting-import')
      throw new ConflictProblem(
        'NOT_AWAITING_IMPORT',
        `a log is imported into an empty system that was started with AWAIT_IMPORT=true; this one is "${is}"`,
      );
    const piece = new Piece(
      this.bus,
      topic,
      new Map((await this.bus.ends(topic)).map((at) => [at.partition, at.end])),
    );
    let number = 0;
    for await (const text of createInterface({ input: Readable.from(body), crlfDelay: Infinity })) {
      number += 1;
      if (text.trim() !== '') await piece.add(text, number);
    }
    return piece.finish();
  }
}

class Piece {
  private readonly waiting: ImportedRecord[] = [];
  private written = 0;
  private present = 0;

  constructor(
    private readonly bus: EventBus,
    private readonly topic: string,
    /** Where each partition goes on. */
    private readonly next: Map<number, number>,
  ) {}

  async add(text: string, number: number): Promise<void> {
    const record = importLine(text, number, this.next.size);
    if (record.topic !== this.topic)
      throw new ConflictProblem(
        'IMPORT_TOPIC_MIXED',
        `line ${String(number)} is of ${record.topic}, not ${this.topic}`,
      );
    const end = this.next.get(record.partition) ?? 0;
    if (record.offset > end)
      throw new ConflictProblem(
        'IMPORT_GAP',
        `${record.topic}[${String(record.partition)}] has to go on at ${String(end)}, and line ${String(number)} is ` +
          `${placeOf(record)}: the export is not whole. Export every topic, without filters`,
      );
    if (record.offset < end) return this.compare(record);
    this.next.set(record.partition, end + 1);
    this.waiting.push(record);
    if (this.waiting.length >= PAGE) await this.write();
  }

  async finish(): Promise<Imported> {
    await this.write();
    return { written: this.written, present: this.present };
  }

  private async write(): Promise<void> {
    if (this.waiting.length === 0) return;
    const page = this.waiting.splice(0);
    await this.bus.publishRaw(this.topic, page);
    this.written += page.length;
  }

  private async compare(record: ImportedRecord): Promise<void> {
    await this.write();
    const { topic, partition, offset, headers, value } = record;
    const range = { topic, partition, from: offset, until: offset + 1 };
    for await (const [there] of this.bus.records(range)) {
      if (there?.headers['ce_id'] === headers['ce_id'] && there?.value.equals(value) === true) {
        this.present += 1;
        return;
      }
    }
    throw new ConflictProblem(
      'TARGET_NOT_EMPTY',
      `${placeOf(record)} holds another message than the import: import into an empty system`,
    );
  }
}
