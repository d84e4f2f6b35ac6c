import type { Flag } from '../outcomes/outcomes.projection.js';

interface Later {
  readonly flag: Flag;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Not to be looked at before, whatever happens. */
  readonly isRest: boolean;
}

const keyOf = ({ project, flag }: Flag): string => `${project}/${flag}`;

/** What is to be looked at, and when: each flag once, however often it is asked for. */
export class LookList {
  private readonly waiting = new Map<string, Flag>();
  private readonly later = new Map<string, Later>();

  /** As soon as may be. */
  soon(flags: Iterable<Flag>): void {
    for (const flag of flags)
      if (this.later.get(keyOf(flag))?.isRest !== true) this.waiting.set(keyOf(flag), flag);
  }

  /** Once more at an instant; until then as often as something happens. */
  again(flag: Flag, at: number): void {
    this.later.set(keyOf(flag), { flag, at, isRest: false });
  }

  /** Not before an instant, and then for certain: looking at it is expensive. */
  rest(flag: Flag, at: number): void {
    this.waiting.delete(keyOf(flag));
    this.later.set(keyOf(flag), { flag, at, isRest: true });
  }

  /** Some of those whose time has come; the others stay. */
  take(now: number, most: number): readonly Flag[] {
    for (const [key, { flag, at }] of this.later) {
      if (at > now) continue;
      this.later.delete(key);
      this.waiting.set(key, flag);
    }
    const taken = [...this.waiting].slice(0, most);
    for (const [key] of taken) this.waiting.delete(key);
    return taken.map(([, flag]) => flag);
  }

  get size(): number {
    return this.waiting.size + this.later.size;
  }
}
