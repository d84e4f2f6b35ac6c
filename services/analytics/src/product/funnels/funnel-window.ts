import type { Figures, SlidingWindow } from '../model/trailing.js';
import type { Attempt } from './attempts.js';

export type ArmedAttempt = Attempt & { readonly arm: string | undefined };

export const stepFigure = (step: number, arm?: string): string =>
  arm === undefined ? `step ${String(step)}` : `arm ${arm} step ${String(step)}`;
/** Milliseconds that those who took the last step needed. */
export const DURATION = 'duration';

/** A unit counts once in a window, with the attempt that came furthest; and once in each variant. */
export class FunnelWindow implements SlidingWindow<ArmedAttempt> {
  /** How many attempts came to each step: all of them, then those of each variant. */
  private readonly groups: readonly {
    readonly arm: string | undefined;
    readonly names: readonly string[];
    readonly reached: number[];
  }[];
  private readonly durations: number[] = [];

  constructor(steps: number, arms: readonly string[]) {
    this.groups = [undefined, ...arms].map((arm) => ({
      arm,
      names: Array.from({ length: steps }, (_, step) => stepFigure(step + 1, arm)),
      reached: new Array<number>(steps).fill(0),
    }));
  }

  enter(attempt: ArmedAttempt): void {
    this.count(attempt, 1);
    if (attempt.duration !== undefined) this.durations.push(attempt.duration);
  }

  leave(attempt: ArmedAttempt): void {
    this.count(attempt, -1);
    if (attempt.duration !== undefined) this.durations.shift();
  }

  figures(): Figures {
    const steps = this.groups.flatMap(({ names, reached }) =>
      names.map((name, step) => [name, (reached[step] ?? 0) > 0 ? 1 : 0] as const),
    );
    return [...steps, [DURATION, this.durations[0] ?? 0]];
  }

  private count({ depth, arm }: ArmedAttempt, change: 1 | -1): void {
    for (const group of this.groups) {
      if (group.arm !== undefined && group.arm !== arm) continue;
      for (let step = 0; step < depth; step += 1) group.reached[step] = (group.reached[step] ?? 0) + change;
    }
  }
}
