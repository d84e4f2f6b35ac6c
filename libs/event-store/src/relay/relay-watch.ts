import type { ClientBase } from 'pg';
import { relayBacklog } from './relay-log.js';
import type { Backlog } from './relay-log.js';

/** How far publishing is behind, and for how long nothing has been published although something waits. */
export interface RelayStall {
  readonly waiting: number;
  readonly stalledMs: number;
}

export interface RelayWatchOptions {
  readonly database: Pick<ClientBase, 'query'>;
  readonly now: () => number;
  /** From when on a stall is told. */
  readonly patienceMs?: number;
  /** Called once when a stall begins, and once (with a `stalledMs` of 0) when it is over. */
  readonly onChange: (stall: RelayStall) => void;
}

const PATIENCE_MS = 15_000;

/**
 * Sees that publishing stands still, from the cursor in the database alone: it does not matter which process should
 * publish, nor whether that process knows that it does not.
 */
export class RelayWatch {
  private movedAt: number;
  private position = -1;
  private told = false;

  constructor(private readonly options: RelayWatchOptions) {
    this.movedAt = options.now();
  }

  /** Looks once; to be called every few seconds. */
  async look(): Promise<RelayStall> {
    const stall = this.seen(await relayBacklog(this.options.database));
    const isLong = stall.stalledMs >= (this.options.patienceMs ?? PATIENCE_MS);
    if (isLong !== this.told) {
      this.told = isLong;
      this.options.onChange(stall);
    }
    return stall;
  }

  private seen({ waiting, position }: Backlog): RelayStall {
    const now = this.options.now();
    if (waiting === 0 || position !== this.position) this.movedAt = now;
    this.position = position;
    return { waiting, stalledMs: now - this.movedAt };
  }
}
