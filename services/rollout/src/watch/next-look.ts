import type { Assessment } from './assess-rollouts.js';

/** When to look at a rollout again. */
export interface NextLook {
  readonly afterMs: number;
  /** Not before that, whatever happens. */
  readonly isRest: boolean;
}

const LOOKS_IN_WINDOW = 60;
const LEAST_MS = 1_000;
const MANY_UNITS = 2_000;
const UNITS_IN_A_MS = 10;
const MOST_REST_MS = 2_000;

/**
 * When does a rollout want to be looked at although nothing happens? While errors are in its window, because
 * successes leave it too. One with very many units rests before it is looked at again, two seconds at most.
 */
export function nextLook({ hasErrors, units, breach, rollout }: Assessment): NextLook | undefined {
  if (breach !== undefined || !hasErrors) return undefined;
  if (units > MANY_UNITS) return { afterMs: Math.min(units / UNITS_IN_A_MS, MOST_REST_MS), isRest: true };
  const { windowMs } = rollout.design.errorThreshold;
  return { afterMs: Math.max(LEAST_MS, windowMs / LOOKS_IN_WINDOW), isRest: false };
}
