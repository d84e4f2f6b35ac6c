import { dayOf } from '../../calendar/days.js';

/** One way through the funnel, from the first start of a day. */
export interface Attempt {
  /** Milliseconds since 1970. */
  readonly start: number;
  /** How many steps were taken in their order within the window; at least the first. */
  readonly depth: number;
  /** Milliseconds from the first step to the last one; undefined when it was not taken. */
  readonly duration: number | undefined;
}

export interface Course {
  readonly steps: readonly { readonly event: string }[];
  readonly windowMs: number;
}

/**
 * The attempts by the day they began on. From a start the earliest next step is taken each time: no other choice comes
 * further.
 * @param times of each step, ascending
 */
export function attemptsOf(
  times: readonly (readonly number[])[],
  course: Course,
): ReadonlyMap<number, Attempt> {
  const attempts = new Map<number, Attempt>();
  for (const start of times[0] ?? []) {
    const day = dayOf(start);
    if (!attempts.has(day)) attempts.set(day, attemptFrom(start, times, course));
  }
  return attempts;
}

function attemptFrom(
  start: number,
  times: readonly (readonly number[])[],
  { steps, windowMs }: Course,
): Attempt {
  let at = start;
  for (let step = 1; step < steps.length; step += 1) {
    const earliest = mayBeSameEvent(steps, step) ? at + 1 : at;
    const next = firstFrom(times[step] ?? [], earliest);
    if (next === undefined || next > start + windowMs) return { start, depth: step, duration: undefined };
    at = next;
  }
  return { start, depth: steps.length, duration: at - start };
}

/** An event of the name of an earlier step is another one only when it came later. */
const mayBeSameEvent = (steps: Course['steps'], step: number): boolean =>
  steps.slice(0, step).some(({ event }) => event === steps[step]?.event);

/** The first of ascending times that is not before another. */
function firstFrom(times: readonly number[], earliest: number): number | undefined {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < earliest) low = middle + 1;
    else high = middle;
  }
  return times[low];
}
