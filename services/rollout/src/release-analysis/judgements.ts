import { Injectable } from '@nestjs/common';
import type { LiveRelease } from '../release/release-state.js';
import type { Judged } from './judge-metrics.fold.js';

/** The last word about the metrics of each release, of its present activation. */
@Injectable()
export class Judgements {
  private readonly known = new Map<string, Judged>();

  of({ activation }: LiveRelease): Judged | null {
    return this.known.get(activation) ?? null;
  }

  set({ activation }: LiveRelease, judged: Judged): void {
    this.known.set(activation, judged);
  }

  /** Forgets those of other activations. */
  keep(activations: ReadonlySet<string>): void {
    for (const activation of this.known.keys())
      if (!activations.has(activation)) this.known.delete(activation);
  }
}
