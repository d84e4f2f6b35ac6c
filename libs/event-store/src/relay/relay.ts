import type { ServiceDatabase } from '../database/service-pool.js';
import type { Publishing } from './publish-pending.js';
import { publishPending } from './publish-pending.js';
import { LeaderSession } from './leader-session.js';
import { RELAY_LOGS, moveCursor, readPending } from './relay-log.js';
import { Wakeup } from './wakeup.js';

/** The store that is relayed, the log that takes its events, and the pace. */
export interface RelayOptions extends ServiceDatabase {
  readonly bus: Publishing['bus'];
  /** How often to look without having been notified, and to try to take over. */
  readonly pollMs?: number;
  readonly batchSize?: number;
  readonly maxBackoffMs?: number;
  readonly onError?: (error: unknown) => void;
}

/** For readiness and metrics. */
export interface RelayHealth {
  /** This process publishes; false while another one of the service does. */
  readonly leading: boolean;
  /** What the last attempt failed with; absent after a success. */
  readonly lastError?: string;
}

const MIN_BACKOFF_MS = 50;
const STOP_PATIENCE_MS = 5_000;

/**
 * Publishes what a service wrote (decisions and outbox) to the log, in commit order: reads after its stored
 * cursor, publishes, then moves the cursor. After a crash it repeats at most what it had in hand; it never skips
 * and never overtakes itself. One relay of a service works at a time; another process takes over.
 */
export class Relay {
  private readonly wakeup = new Wakeup();
  private readonly pollMs: number;
  private readonly batchSize: number;
  private state: RelayHealth = { leading: false };
  private backoffMs = MIN_BACKOFF_MS;
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(private readonly options: RelayOptions) {
    this.pollMs = options.pollMs ?? 500;
    this.batchSize = options.batchSize ?? 500;
  }

  get service(): string {
    return this.options.service;
  }

  start(): void {
    this.running ??= this.run();
  }

  health(): RelayHealth {
    return this.state;
  }

  /** Finishes the batch in hand and lets another process take over; does not wait for a bus that hangs. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wakeup.wake();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, STOP_PATIENCE_MS);
    });
    await Promise.race([this.running, patience]);
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.session();
      } catch (error) {
        await this.backOff(error);
      }
    }
    this.state = { ...this.state, leading: false };
  }

  private async backOff(error: unknown): Promise<void> {
    this.options.onError?.(error);
    const lastError = error instanceof Error ? error.message : String(error);
    this.state = { ...this.state, leading: false, lastError };
    if (this.stopping) return;
    await this.wakeup.wait(this.backoffMs);
    this.backoffMs = Math.min(this.backoffMs * 2, this.options.maxBackoffMs ?? 5_000);
  }

  private async session(): Promise<void> {
    const session = await LeaderSession.open(this.options, () => {
      this.wakeup.wake();
    });
    try {
      while (!this.stopping) await this.turn(session);
    } finally {
      await session.close();
    }
  }

  private async turn(session: LeaderSession): Promise<void> {
    const leading = await session.tryLead();
    const published = leading ? await this.pump(session) : 0;
    this.state = { leading };
    this.backoffMs = MIN_BACKOFF_MS;
    if (published === 0) await this.wakeup.wait(this.pollMs);
  }

  private get publishing(): Publishing {
    const { bus, service, onError = () => undefined } = this.options;
    return { bus, writer: `${service}.relay`, now: Date.now, onError };
  }

  private async pump(session: LeaderSession): Promise<number> {
    let published = 0;
    for (const log of RELAY_LOGS) {
      const pending = await readPending(session.client, log, this.batchSize);
      if (pending.events.length === 0) continue;
      await publishPending(this.publishing, pending.events);
      await moveCursor(session.client, log, pending);
      published += pending.events.length;
    }
    return published;
  }
}
