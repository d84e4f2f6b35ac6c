import type { Figures } from '../model/trailing.js';
import type { Attempt } from './attempts.js';

type Entry = readonly [day: number, attempt: Attempt & { readonly arm: string | undefined }];

export const stepFigure = (step: number, arm?: string): string =>
  arm === undefined ? `step ${String(step)}` : `arm ${arm} step ${String(step)}`;
/** Milliseconds that those who took the last step needed. */
export const DURATION = 'duration';

/** A unit counts once in a window, with the attempt that came furthest; and once in each variant. */
export const funnelFigures =
  (steps: number) =>
  (window: readonly Entry[]): Figures => {
    const figures = new Map<string, number>();
    for (const [, { depth, arm }] of window)
      for (let step = 1; step <= depth; step += 1) {
        figures.set(stepFigure(step), 1);
        if (arm !== undefined) figures.set(stepFigure(step, arm), 1);
      }
    const complete = window.find(([, { depth }]) => depth === steps);
    if (complete !== undefined) figures.set(DURATION, complete[1].duration ?? 0);
    return figures;
  };
