import { setTimeout as sleep } from 'node:timers/promises';
import { isTransientError } from '@assay/event-bus';
import { StoreHeldError } from '../errors/index.js';
import type { StoreGuard } from '../store/postgres-event-store.js';
import type { MissingEvent, PublishedStore } from './missing-event.js';
import { findMissing } from './missing-event.js';

/** Whether a store may be written to, and why not. */
export type GateState =
  | { readonly is: 'comparing' }
  | { readonly is: 'awaiting-import' }
  | { readonly is: 'behind'; readonly found: MissingEvent }
  | { readonly is: 'open' };

export interface StoreGateOptions extends PublishedStore {
  /** Stays shut while the store is empty: an import is to fill the log first. */
  readonly awaitsImport?: boolean;
  readonly onError: (error: unknown) => void;
  /** How often it looks again while it is shut. */
  readonly lookMs?: number;
  /** How long a writer waits while it is not known yet. */
  readonly patienceMs?: number;
}

const LOOK_MS = 1_000;
const PATIENCE_MS = 5_000;
/** Who looks into a log later finds it said. */
const SAY_AGAIN_MS = 10 * 60_000;

/**
 * Holds back a store that stands behind its own log. Written to, it would give out versions once more that readers
 * have applied long ago: they would drop the new decisions as repeats. So nothing is written, published or projected
 * before every event that the log has of the store is in it.
 */
export class StoreGate implements StoreGuard {
  private current: GateState = { is: 'comparing' };
  private readonly stopped = new AbortController();
  private readonly preparations: (() => Promise<void>)[] = [];
  private importDone = false;
  private said: { readonly code: string; readonly at: number } | undefined;
  private tellOpened: () => void = () => undefined;
  private running: Promise<void> | undefined;
  /** Resolves when the store may be written to; never, where it may not before the process ends. */
  readonly opened = new Promise<void>((resolve) => {
    this.tellOpened = resolve;
  });

  constructor(private readonly options: StoreGateOptions) {}

  get state(): GateState {
    return this.current;
  }

  /** Work on tables beside the store that a restored one needs; done each time before the gate opens. */
  beforeOpening(work: () => Promise<void>): void {
    this.preparations.push(work);
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.running;
  }

  /** The log has been filled, and the store from it. */
  imported(): void {
    this.importDone = true;
  }

  /** @throws StoreHeldError while nothing may be written */
  async expectOpen(): Promise<void> {
    if (this.current.is === 'comparing') await this.wait(this.opened, this.options.patienceMs ?? PATIENCE_MS);
    const refusal = this.refusal();
    if (refusal !== undefined) throw refusal;
  }

  /** @throws StoreHeldError while streams are known to lack events: what is decided on them would be wrong */
  expectWhole(): void {
    const refusal = this.current.is === 'comparing' ? undefined : this.refusal();
    if (refusal !== undefined) throw refusal;
  }

  /** Why nothing is written; undefined when it is. */
  refusal(): StoreHeldError | undefined {
    const { service } = this.options;
    switch (this.current.is) {
      case 'open':
        return undefined;
      case 'comparing':
        return new StoreHeldError(
          'LOG_NOT_COMPARED',
          service,
          `the event store of ${service} has not been compared with the log yet`,
        );
      case 'awaiting-import':
        return new StoreHeldError(
          'AWAITING_IMPORT',
          service,
          `${service} waits for an import: run "assay import-log", or start it without AWAIT_IMPORT`,
        );
      case 'behind':
        return new StoreHeldError('STORE_BEHIND_LOG', service, behind(service, this.current.found));
    }
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted && this.current.is !== 'open') {
      try {
        this.current = await this.look();
        if (this.current.is === 'open') return this.tellOpened();
        this.sayWhy();
      } catch (error) {
        this.tell(error);
      }
      await this.wait(new Promise(() => undefined), this.options.lookMs ?? LOOK_MS);
    }
  }

  private async look(): Promise<GateState> {
    if (this.options.awaitsImport === true && !this.importDone && (await this.isEmpty()))
      return { is: 'awaiting-import' };
    const found = await findMissing(this.options);
    if (found !== undefined) return { is: 'behind', found };
    for (const prepare of this.preparations) await prepare();
    return { is: 'open' };
  }

  /** Why it is shut: when that begins, and now and then. */
  private sayWhy(): void {
    const refusal = this.refusal();
    const now = performance.now();
    if (refusal === undefined) return;
    if (this.said?.code === refusal.code && now - this.said.at < SAY_AGAIN_MS) return;
    this.said = { code: refusal.code, at: now };
    this.options.onError(refusal);
  }

  private async isEmpty(): Promise<boolean> {
    const { rows } = await this.options.pool.query<{ next: number }>(
      `SELECT next FROM heads WHERE log = 'events'`,
    );
    return (rows[0]?.next ?? 0) === 0;
  }

  private tell(error: unknown): void {
    if (!this.stopped.signal.aborted || !isTransientError(error)) this.options.onError(error);
  }

  private async wait(until: Promise<void>, milliseconds: number): Promise<void> {
    const waiting = new AbortController();
    const { signal } = waiting;
    const slept = sleep(milliseconds, undefined, {
      signal: AbortSignal.any([signal, this.stopped.signal]),
    }).catch(() => undefined);
    await Promise.race([until, slept]);
    waiting.abort();
  }
}

const behind = (
  service: string,
  { stream, version, storedVersion, topic, partition, offset }: MissingEvent,
): string =>
  `the event store of ${service} is behind its log: ${topic}[${String(partition)}]:${String(offset)} has version ` +
  `${String(version)} of ${stream}, and the store ends at version ${String(storedVersion)}. Nothing is written until ` +
  `"assay restore ${service}" has brought the rest in from the log, or a newer backup is put back`;
