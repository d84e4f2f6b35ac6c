import { TooManyRequestsProblem } from '@assay/platform';

/** Who holds a stream open: the key or the person, and the address that they call from. */
export interface StreamHolder {
  readonly actor: string;
  readonly address: string;
}

/** Half of the places at most for one key, a tenth for one address. */
const MOST: Readonly<Record<keyof StreamHolder, number>> = { actor: 5_000, address: 1_000 };

/** Who has how many streams open, so that nobody takes all the places of a process. */
export class StreamShares {
  private readonly taken = new Map<string, number>();

  constructor(private readonly most = MOST) {}

  /**
   * @returns how to give the place back
   * @throws TooManyRequestsProblem `TOO_MANY_STREAMS`
   */
  take(holder: StreamHolder): () => void {
    const names = [`actor ${holder.actor}`, `address ${holder.address}`];
    const { actor, address } = this.most;
    if (this.of(names[0]) >= actor) throw tooMany('of this caller', actor);
    if (this.of(names[1]) >= address) throw tooMany('from this address', address);
    for (const name of names) this.taken.set(name, this.of(name) + 1);
    return () => {
      for (const name of names.splice(0)) this.giveBack(name);
    };
  }

  /** How many callers and addresses are remembered. */
  get size(): number {
    return this.taken.size;
  }

  private of(name = ''): number {
    return this.taken.get(name) ?? 0;
  }

  private giveBack(name: string): void {
    const left = this.of(name) - 1;
    if (left > 0) this.taken.set(name, left);
    else this.taken.delete(name);
  }
}

const tooMany = (whose: string, most: number): TooManyRequestsProblem =>
  new TooManyRequestsProblem('TOO_MANY_STREAMS', `${String(most)} streams ${whose} are open already`, {
    headers: { 'retry-after': '60' },
  });
