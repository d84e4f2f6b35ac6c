import type { ArchivedExtent, EventBus, LogArchive, LogRange, LogRecord } from '@assay/event-bus';

/** An archive in memory, of whatever it was given. */
export class MemoryArchive implements LogArchive {
  private readonly kept = new Map<string, LogRecord[]>();

  /** Takes everything that a topic has. */
  async take(bus: EventBus, topic: string): Promise<void> {
    for (const { partition, end } of await bus.ends(topic)) {
      const records: LogRecord[] = [];
      for await (const page of bus.records({ topic, partition, from: 0, until: end })) records.push(...page);
      this.kept.set(`${topic}/${String(partition)}`, records);
    }
  }

  /** Loses one message. */
  lose(topic: string, partition: number, offset: number): void {
    const records = this.of(topic, partition);
    records.splice(
      records.findIndex((record) => record.offset === offset),
      1,
    );
  }

  extent(topic: string, partition: number): Promise<ArchivedExtent | undefined> {
    const last = this.of(topic, partition).at(-1);
    return Promise.resolve(last === undefined ? undefined : { from: 0, until: last.offset + 1 });
  }

  async *records({ topic, partition, from, until }: LogRange): AsyncGenerator<readonly LogRecord[]> {
    yield await Promise.resolve(
      this.of(topic, partition).filter(({ offset }) => offset >= from && offset < until),
    );
  }

  private of(topic: string, partition: number): LogRecord[] {
    return this.kept.get(`${topic}/${String(partition)}`) ?? [];
  }
}
