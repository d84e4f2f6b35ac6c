import { readFileSync } from 'node:fs';

/** Where decision code gets its time from; tests set it. Injected under {@link CLOCK}. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
}

/** Injection token of the {@link Clock}. */
export const CLOCK = Symbol('assay:clock');

/** The machine's clock. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }
}

/** A clock that stands where a test puts it. */
export class FixedClock implements Clock {
  constructor(private milliseconds: number) {}

  now(): number {
    return this.milliseconds;
  }

  set(milliseconds: number): void {
    this.milliseconds = milliseconds;
  }

  advance(milliseconds: number): void {
    this.milliseconds += milliseconds;
  }
}

const REREAD_AFTER_MS = 200;

/**
 * The machine's clock plus an offset in milliseconds that lies in a file, read again as time passes: several
 * processes can be moved through a 48 hour hold together. A missing or unreadable file means no offset.
 */
export class OffsetFileClock implements Clock {
  private offset = 0;
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly file: string,
    private readonly base: Clock = new SystemClock(),
  ) {}

  now(): number {
    const now = this.base.now();
    if (now - this.readAt >= REREAD_AFTER_MS) {
      this.readAt = now;
      this.offset = offsetIn(this.file);
    }
    return now + this.offset;
  }
}

function offsetIn(file: string): number {
  try {
    const offset = Number(readFileSync(file, 'utf8').trim());
    return Number.isFinite(offset) ? offset : 0;
  } catch {
    return 0;
  }
}
