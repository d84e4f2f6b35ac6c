import type { TriggerRule } from '@assay/contracts';
import { sketchOfBuckets, sketchQuantile } from '@assay/stats';
import type { TriggerEvidence } from '../rollout/rollout-command.js';
import type { MinuteSums } from './minute-sums.js';
import { LATENCY_GRID, MINUTE_MS } from './minute-sums.js';

const PERCENTILE = 0.95;

/** The rules of whoever asks for the defaults. */
export const DEFAULT_TRIGGERS: readonly TriggerRule[] = [
  { name: 'high-error-rate', metric: 'error_rate', above: 0.05, minutes: 2, minOutcomes: 20 },
  { name: 'high-latency', metric: 'p95_latency_ms', above: 5_000, minutes: 3, minOutcomes: 20 },
  { name: 'errors', metric: 'errors', above: 10, minutes: 1, minOutcomes: 1 },
  { name: 'server-errors', metric: 'server_errors', above: 20, minutes: 1, minOutcomes: 1 },
];

type Metric = TriggerRule['metric'];

const p95 = ({ latencies }: MinuteSums): number | null =>
  sketchQuantile(sketchOfBuckets(latencies, LATENCY_GRID), PERCENTILE);

/** What a minute says; null where it says nothing. */
const VALUES: Readonly<Record<Metric, (minute: MinuteSums) => number | null>> = {
  error_rate: ({ outcomes, errors }) => (outcomes === 0 ? null : errors / outcomes),
  p95_latency_ms: p95,
  errors: ({ errors }) => errors,
  server_errors: ({ serverErrors }) => serverErrors,
};

/** The least value of the minutes of a rule; null where one of them says nothing. */
export function leastOf(rule: TriggerRule, minutes: readonly MinuteSums[]): number | null {
  const values = minutes.slice(0, rule.minutes).map(VALUES[rule.metric]);
  const known = values.filter((value) => value !== null);
  return known.length === 0 || known.length < values.length ? null : Math.min(...known);
}

/** A count can only grow until its minute is over; a rate of a part of a minute says nothing of the whole. */
const grows = ({ metric }: TriggerRule): boolean => metric === 'errors' || metric === 'server_errors';

/**
 * Which rule do the last minutes break? A rule is broken when every one of its minutes was above its limit; a minute
 * without outcomes breaks none that needs a rate.
 * @param rules of the rollout
 * @param minutes the last one first, as many as the longest rule needs
 * @param ageMs how long the activation has been in force: rules of rates and of several minutes wait for all of them
 * @returns the first broken rule with the minutes it was broken in, or undefined
 */
export function brokenRule(
  rules: readonly TriggerRule[],
  minutes: readonly MinuteSums[],
  ageMs: number,
): TriggerEvidence | undefined {
  for (const rule of rules) {
    const seen = minutes.slice(0, rule.minutes);
    const isTooYoung = ageMs < rule.minutes * MINUTE_MS && !(grows(rule) && rule.minutes === 1);
    const outcomes = seen.reduce((sum, minute) => sum + minute.outcomes, 0);
    if (isTooYoung || seen.length < rule.minutes || outcomes < rule.minOutcomes) continue;
    const values = seen.map((minute) => ({ outcomes: minute.outcomes, value: VALUES[rule.metric](minute) }));
    if (values.every(({ value }) => value !== null && value > rule.above))
      return { rule: { ...rule }, minutes: values };
  }
  return undefined;
}

/** How many minutes back the rules look. */
export const longestOf = (rules: readonly TriggerRule[]): number =>
  Math.max(0, ...rules.map(({ minutes }) => minutes));
