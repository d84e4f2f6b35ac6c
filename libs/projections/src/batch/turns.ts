import type { Pool } from 'pg';
import type { Target } from './checkpoint.js';

/** Lets so much of some work run at the same time; the rest waits in the order in which it came. */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  /** @param most at once, at least one */
  constructor(private readonly most: number) {}

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running >= this.most) await new Promise<void>((begin) => this.waiting.push(begin));
    else this.running += 1;
    try {
      return await work();
    } finally {
      // Whoever waits takes over the turn: nobody comes in between.
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }
}

/**
 * Which part of a pool's connections batches may hold. The read models of a service have many more partitions than its pool
 * has connections; what is left is for those who read, and for the tables that a rebuild fills: live batches wait while these
 * catch up for the swap.
 */
const SHARES = { live: 0.6, beside: 0.2 } as const;

interface PoolTurns {
  readonly live: Turns;
  readonly beside: Turns;
}

const turns = new WeakMap<Pool, PoolTurns>();

/**
 * Divides connections among the batches on a pool.
 * @param connections how many there are
 */
export function shareOut(pool: Pool, connections = pool.options.max): PoolTurns {
  const share = (part: number): Turns => new Turns(Math.max(1, Math.floor(connections * part)));
  const shared = { live: share(SHARES.live), beside: share(SHARES.beside) };
  turns.set(pool, shared);
  return shared;
}

/** The turns that all batches on a pool take, and tables that are made for them. */
export function turnsOf(pool: Pool, target: Target): Turns {
  const shared = turns.get(pool) ?? shareOut(pool);
  return target === 'live' ? shared.live : shared.beside;
}
