/** When a rollout advances by itself. */
export interface Schedule {
  /** Id of the event that made it: ids of what follows from it are derived from it. */
  readonly id: string;
  readonly steps: readonly { readonly at: string }[];
  /** How many steps were taken, refused or passed over. */
  readonly done: number;
  /** The last one that was not taken, and why. */
  readonly refused: RefusedStep | null;
}

export interface RefusedStep {
  readonly step: number;
  readonly at: string;
  readonly code: string;
  readonly unmet: readonly string[];
}

export interface DueStep {
  /** From 1. */
  readonly step: number;
  readonly at: string;
}

/**
 * The step that is due, the last one where several were missed: no tier is skipped, so they are one.
 * @param now milliseconds since 1970
 */
export const dueStep = (schedule: Schedule, now: number): DueStep | undefined =>
  schedule.steps
    .map(({ at }, index) => ({ at, step: index + 1 }))
    .filter(({ at, step }) => step > schedule.done && Date.parse(at) <= now)
    .at(-1);

/** When the next step is; null where none is left. */
export const nextStepAt = (schedule: Schedule | null): string | null =>
  schedule?.steps[schedule.done]?.at ?? null;
