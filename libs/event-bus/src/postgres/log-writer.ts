import type { Pool } from 'pg';
import { LogBusyError } from '../errors/log-busy.error.js';
import { LogUnavailableError } from '../errors/log-unavailable.error.js';
import { partitionOfKey } from '../message/partition-of-key.js';
import type { RawMessage } from '../port.js';
import { appendToLog } from './append.js';
import type { TopicEntry } from './topic-catalogue.js';

interface Waiting {
  readonly messages: readonly RawMessage[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** What waits to be appended to one partition. One append at a time, so that the order is kept. */
interface Lane {
  readonly topicId: number;
  readonly partition: number;
  readonly name: string;
  waiting: Waiting[];
  busy: boolean;
}

interface Flight {
  readonly lane: Lane;
  readonly taken: readonly Waiting[];
}

const MAX_FLIGHTS = 4;
const MAX_BYTES = 4_000_000;
const LOCK_NOT_AVAILABLE = '55P03';

const sizeOf = ({ messages }: Waiting): number =>
  messages.reduce((bytes, { key, value }) => bytes + value.length + key.length + 400, 0);

/** Takes what waits in a lane, the first in any case and then as much as fits. */
function take(lane: Lane, room: number): { readonly taken: readonly Waiting[]; readonly bytes: number } {
  let count = 0;
  let bytes = 0;
  for (const waiting of lane.waiting) {
    const size = sizeOf(waiting);
    if (count > 0 && bytes + size > room) break;
    count += 1;
    bytes += size;
  }
  return { taken: lane.waiting.splice(0, count), bytes };
}

/**
 * Appends to the log. What is published while an append is under way goes together in the next one (group
 * commit), without anybody waiting for a batch to fill.
 */
export class LogWriter {
  private readonly lanes = new Map<string, Lane>();
  private flights = 0;

  constructor(
    private readonly pool: Pool,
    private readonly onAppended: () => void,
  ) {}

  async append(topic: TopicEntry, messages: readonly RawMessage[]): Promise<void> {
    const byPartition = new Map<number, RawMessage[]>();
    for (const message of messages) {
      const partition = partitionOfKey(message.key, topic.partitions);
      const group = byPartition.get(partition);
      if (group === undefined) byPartition.set(partition, [message]);
      else group.push(message);
    }
    const parts = [...byPartition].map(([partition, group]) =>
      this.enqueue(this.laneOf(topic, partition), group),
    );
    this.flush();
    // All parts are settled before the first failure is told: nothing is written behind the caller's back.
    const settled = await Promise.allSettled(parts);
    for (const part of settled) if (part.status === 'rejected') throw part.reason;
  }

  private laneOf(topic: TopicEntry, partition: number): Lane {
    const name = `${topic.name}[${String(partition)}]`;
    const known = this.lanes.get(name);
    if (known !== undefined) return known;
    const lane: Lane = { topicId: topic.id, partition, name, waiting: [], busy: false };
    this.lanes.set(name, lane);
    return lane;
  }

  private enqueue(lane: Lane, messages: readonly RawMessage[]): Promise<void> {
    return new Promise((resolve, reject) => lane.waiting.push({ messages, resolve, reject }));
  }

  private flush(): void {
    if (this.flights >= MAX_FLIGHTS) return;
    const flights: Flight[] = [];
    let room = MAX_BYTES;
    for (const lane of this.lanes.values()) {
      if (lane.busy || lane.waiting.length === 0 || room <= 0) continue;
      const { taken, bytes } = take(lane, room);
      room -= bytes;
      lane.busy = true;
      flights.push({ lane, taken });
    }
    if (flights.length > 0) void this.fly(flights);
  }

  private async fly(flights: readonly Flight[]): Promise<void> {
    this.flights += 1;
    await this.write(flights);
    this.flights -= 1;
    this.flush();
  }

  private async write(flights: readonly Flight[]): Promise<void> {
    try {
      await appendToLog(
        this.pool,
        flights.map(({ lane, taken }) => ({
          topicId: lane.topicId,
          partition: lane.partition,
          messages: taken.flatMap(({ messages }) => messages),
        })),
      );
    } catch (error) {
      return this.failed(flights, error);
    }
    for (const flight of flights) this.land(flight, ({ resolve }) => resolve());
    this.onAppended();
  }

  private async failed(flights: readonly Flight[], error: unknown): Promise<void> {
    const busy = error instanceof Error && (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE;
    // A partition that somebody holds must not hold up the others that went with it.
    if (busy && flights.length > 1) {
      await Promise.all(flights.map((flight) => this.write([flight])));
      return;
    }
    const names = flights.map(({ lane }) => lane.name).join(', ');
    const reason = busy
      ? new LogBusyError(names, error)
      : new LogUnavailableError(`could not append to ${names}`, error);
    for (const flight of flights) this.land(flight, ({ reject }) => reject(reason));
  }

  private land({ lane, taken }: Flight, settle: (waiting: Waiting) => void): void {
    lane.busy = false;
    taken.forEach(settle);
    if (lane.waiting.length > 0) queueMicrotask(() => this.flush());
  }
}
