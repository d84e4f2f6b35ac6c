import type { EventEnvelope, UnitExposed } from '@assay/contracts';
import type { EventBus } from '@assay/event-bus';
import type { StickyEntry, StickyKey, StickyStore } from '@assay/sticky';
import { stickyKeyText } from '@assay/sticky';
import type { AssignmentSpool, WaitingEvent } from './assignment-spool.js';

export interface AssignmentPublisherOptions {
  readonly bus: Pick<EventBus, 'publish'>;
  readonly sticky: Pick<StickyStore, 'confirm'>;
  readonly warn: (message: string) => void;
  /** Where those go that memory has no room for; without one they are offered again at the unit's next evaluation. */
  readonly spool?: AssignmentSpool;
  /** Events that wait in memory at most. */
  readonly capacity?: number;
  readonly gatherMs?: number;
  readonly firstRetryMs?: number;
}

const CAPACITY = 50_000;
const BATCH = 500;
/**
 * For so long the next batch is gathered, unless it is full before: to send, project and confirm a few costs nearly as
 * much as to do it with hundreds. What comes when nothing has come for a while goes at once.
 */
const GATHER_MS = 50;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;
const LAST_CHANCE_MS = 3_000;

/**
 * Sends first assignments, and exposures that were asked for with them, to the log in the background: nobody who asks
 * for a variant waits for it. One batch is under way at a time, and the next is gathered for a moment; while the log is
 * away they wait in memory, then on disk, both bounded.
 */
export class AssignmentPublisher {
  private readonly waiting = new Map<string, WaitingEvent>();
  private sending: Promise<void> | undefined;
  private stopping = false;
  /** Ends a pause. */
  private goOn: () => void = () => undefined;

  constructor(private readonly options: AssignmentPublisherOptions) {}

  /** Sends an entry that the log does not have yet; does nothing for others, and when it is under way already. */
  offer(key: StickyKey, entry: StickyEntry): void {
    if (!entry.confirmed) this.wait(stickyKeyText(key), { key, entry });
  }

  /** Sends an exposure; false where there is no room for it. */
  offerExposure(exposure: UnitExposed): boolean {
    return this.wait(exposure.id, { exposure });
  }

  /** Sends what an earlier process left behind. */
  async start(): Promise<void> {
    await this.options.spool?.open();
    if (this.options.spool?.isEmpty === false) this.begin();
  }

  /** How many are not in the log yet. */
  get backlog(): number {
    return this.waiting.size;
  }

  /** There was to be a spool, and its folder does not serve. */
  get hasLostSpool(): boolean {
    return this.options.spool?.isUsable === false;
  }

  private begin(): void {
    this.sending ??= this.send();
  }

  private wait(name: string, event: WaitingEvent): boolean {
    if (this.stopping) return false;
    if (this.waiting.has(name)) return true;
    if (this.isFull && !this.makeRoom()) return false;
    this.waiting.set(name, event);
    if (this.waiting.size === BATCH) this.goOn();
    this.begin();
    return true;
  }

  private get isFull(): boolean {
    return this.waiting.size >= (this.options.capacity ?? CAPACITY);
  }

  /** Sends what can be sent in a few seconds; the rest goes to the disk, or is sent when their units come again. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.goOn();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_CHANCE_MS);
    });
    await Promise.race([this.sending ?? Promise.resolve(), late]);
    clearTimeout(timer);
    const left = [...this.waiting.values()];
    this.waiting.clear();
    await this.spill(left);
  }

  /** Moves the oldest half of what waits to the disk. */
  private makeRoom(): boolean {
    if (this.options.spool?.isUsable !== true) return false;
    const oldest = firstOf(this.waiting, Math.ceil(this.waiting.size / 2));
    for (const [name] of oldest) this.waiting.delete(name);
    void this.spill(oldest.map(([, event]) => event));
    return true;
  }

  private async spill(events: readonly WaitingEvent[]): Promise<void> {
    try {
      await this.options.spool?.put(events);
      if (!this.stopping) this.begin();
    } catch (error) {
      this.warn(`${String(events.length)} assignments and exposures could not be spooled`, error);
    }
  }

  private async send(): Promise<void> {
    try {
      // What is offered in the same turn of the event loop goes with the first batch.
      await new Promise((resolve) => setImmediate(resolve));
      let failures = 0;
      for (;;) {
        const sent = await this.sendNext();
        // Something may have been offered while the disk was looked at.
        if (sent === undefined && this.waiting.size === 0) break;
        failures = sent === false ? failures + 1 : 0;
        if (sent === false) await this.pause(this.retryDelay(failures));
        else if (this.waiting.size < BATCH && !this.stopping)
          await this.pause(this.options.gatherMs ?? GATHER_MS);
      }
    } finally {
      this.sending = undefined;
    }
  }

  /** What waits in memory, then what waits on the disk; nothing that goes wrong ends the process. */
  private async sendNext(): Promise<boolean | undefined> {
    try {
      return this.waiting.size > 0 ? await this.sendBatch() : await this.sendSpooled();
    } catch (error) {
      this.warn('assignments and exposures cannot be sent now', error);
      return false;
    }
  }

  /** Undefined where nothing is spooled. */
  private async sendSpooled(): Promise<boolean | undefined> {
    const spooled = this.stopping ? undefined : await this.options.spool?.take();
    if (spooled === undefined) return undefined;
    for (let from = 0; from < spooled.events.length; from += BATCH)
      if (!(await this.publish(spooled.events.slice(from, from + BATCH)))) return false;
    await spooled.forget();
    return true;
  }

  private async sendBatch(): Promise<boolean> {
    const batch = firstOf(this.waiting, BATCH);
    const isSent = await this.publish(batch.map(([, event]) => event));
    if (isSent) for (const [name] of batch) this.waiting.delete(name);
    return isSent;
  }

  private async publish(batch: readonly WaitingEvent[]): Promise<boolean> {
    try {
      await this.options.bus.publish(batch.map(eventOf));
    } catch (error) {
      this.warn('assignments and exposures are not in the log yet', error);
      return false;
    }
    const keys = batch.flatMap((one) => ('key' in one ? [one.key] : []));
    if (keys.length > 0) await this.options.sticky.confirm(keys);
    return true;
  }

  private warn(what: string, error: unknown): void {
    this.options.warn(`${what}: ${error instanceof Error ? error.message : 'failed'}`);
  }

  private retryDelay(failures: number): number {
    const first = this.options.firstRetryMs ?? FIRST_RETRY_MS;
    return Math.min(first * 2 ** Math.min(failures - 1, 10), LONGEST_RETRY_MS);
  }

  /** Until the time is over, or this is to stop. */
  private pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds).unref();
      this.goOn = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const eventOf = (one: WaitingEvent): EventEnvelope => ('exposure' in one ? one.exposure : one.entry.event);

/** The first entries, without walking through all that wait. */
function firstOf<Key, Value>(map: ReadonlyMap<Key, Value>, most: number): readonly (readonly [Key, Value])[] {
  const first: (readonly [Key, Value])[] = [];
  for (const entry of map) {
    if (first.length === most) break;
    first.push(entry);
  }
  return first;
}
