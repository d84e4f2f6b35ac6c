import type { EventBus, LogRange, LogRecord, PartitionEnds, Position } from '@assay/event-bus';
import { PLACE } from './records.js';

/** One partition of a log in memory, without its archive. */
export class MemoryLog implements Pick<EventBus, 'ends' | 'records' | 'trim'> {
  earliest = 0;
  /** How many messages are read at a time. */
  pageSize = 7;

  constructor(readonly messages: LogRecord[]) {}

  ends(topic: string): Promise<readonly PartitionEnds[]> {
    const { earliest } = this;
    if (topic !== PLACE.topic) return Promise.resolve([]);
    const lost = earliest > 0 ? { earliestLocal: earliest } : {};
    const end = (this.messages.at(-1)?.offset ?? -1) + 1;
    return Promise.resolve([{ partition: PLACE.partition, earliest: 0, end, ...lost }]);
  }

  async *records({ from, until }: LogRange): AsyncGenerator<readonly LogRecord[]> {
    const wanted = this.messages.filter(({ offset }) => offset >= from && offset < until);
    for (let at = 0; at < wanted.length; at += this.pageSize)
      yield await Promise.resolve(wanted.slice(at, at + this.pageSize));
  }

  trim({ offset }: Position): Promise<void> {
    this.earliest = offset;
    this.messages.splice(
      0,
      this.messages.findIndex((record) => record.offset === offset),
    );
    return Promise.resolve();
  }
}
