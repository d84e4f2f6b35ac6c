import type { OutcomeCounts } from '../health/outcome-counts.js';
import { errorRate, successRate } from '../health/outcome-counts.js';
import { progressedMs } from './progressed.js';
import type { InProgress, Paused } from './rollout-state.js';
import { LAST_TIER } from './tiers.js';

/** One reason why a rollout does not advance, with what was seen and what would be right. */
export interface UnmetCondition {
  readonly name: 'status' | 'tier' | 'errorRate' | 'successRate' | 'hoursInTier';
  readonly value: number | string | null;
  readonly required: string;
}

const MAX_ERROR_RATE = 0.05;
const MIN_SUCCESS_RATE = 0.95;
/** A tier that is left within a day has not seen a day’s course of use. */
const LEAST_HOURS_IN_TIER = 24;
const MS_PER_HOUR = 3_600_000;

/**
 * Which conditions stand against the next tier? Rates that nobody has seen stand against it too.
 * @param rollout the rollout in its tier; hours of a pause do not count
 * @param health outcomes of the present activation
 * @param now ISO time
 */
export function unmetConditions(
  rollout: InProgress | Paused,
  health: OutcomeCounts,
  now: string,
): readonly UnmetCondition[] {
  const errors = errorRate(health);
  const successes = successRate(health);
  const hours = progressedMs(rollout, now) / MS_PER_HOUR;
  const needed = Math.max(rollout.design.minHoursInTier, LEAST_HOURS_IN_TIER);
  const conditions: readonly (UnmetCondition & { readonly met: boolean })[] = [
    {
      name: 'status',
      value: rollout.status,
      required: 'in_progress',
      met: rollout.status === 'in_progress',
    },
    {
      name: 'errorRate',
      value: errors,
      required: `below ${String(MAX_ERROR_RATE)}`,
      met: errors !== null && errors < MAX_ERROR_RATE,
    },
    {
      name: 'successRate',
      value: successes,
      required: `above ${String(MIN_SUCCESS_RATE)}`,
      met: successes !== null && successes > MIN_SUCCESS_RATE,
    },
    { name: 'hoursInTier', value: hours, required: `at least ${String(needed)}`, met: hours >= needed },
  ];
  return conditions.filter(({ met }) => !met).map(({ name, value, required }) => ({ name, value, required }));
}

/** Which conditions stand against its completion? Those against a next tier, and every tier before the last. */
export function unmetToComplete(
  rollout: InProgress | Paused,
  health: OutcomeCounts,
  now: string,
): readonly UnmetCondition[] {
  const { tier } = rollout;
  const inLast: readonly UnmetCondition[] =
    tier === LAST_TIER ? [] : [{ name: 'tier', value: tier, required: LAST_TIER }];
  return [...inLast, ...unmetConditions(rollout, health, now)];
}

/** The condition as a sentence. */
export const describeCondition = ({ name, value, required }: UnmetCondition): string =>
  `${name} is ${value === null ? 'unknown: no outcomes yet' : String(value)}, required ${required}`;
