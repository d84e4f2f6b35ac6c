import type { OutcomeCounts } from '../health/outcome-counts.js';
import { errorRate, successRate } from '../health/outcome-counts.js';
import type { InProgress } from './rollout-state.js';

/** One reason why a rollout does not advance, with what was seen and what would be right. */
export interface UnmetCondition {
  readonly name: 'errorRate' | 'successRate' | 'hoursInTier';
  readonly value: number | null;
  readonly required: string;
}

const MAX_ERROR_RATE = 0.05;
const MIN_SUCCESS_RATE = 0.95;
/** A tier that is left within a day has not seen a day’s course of use. */
const LEAST_HOURS_IN_TIER = 24;
const MS_PER_HOUR = 3_600_000;

/**
 * Which conditions stand against the next tier? Rates that nobody has seen stand against it too.
 * @param rollout the rollout in its tier
 * @param health outcomes of the present activation
 * @param now ISO time
 */
export function unmetConditions(
  rollout: InProgress,
  health: OutcomeCounts,
  now: string,
): readonly UnmetCondition[] {
  const errors = errorRate(health);
  const successes = successRate(health);
  const hours = (Date.parse(now) - Date.parse(rollout.since)) / MS_PER_HOUR;
  const needed = Math.max(rollout.design.minHoursInTier, LEAST_HOURS_IN_TIER);
  const conditions: readonly (UnmetCondition & { readonly met: boolean })[] = [
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

/** The condition as a sentence. */
export const describeCondition = ({ name, value, required }: UnmetCondition): string =>
  `${name} is ${value === null ? 'unknown: no outcomes yet' : String(value)}, required ${required}`;
