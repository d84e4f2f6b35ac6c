import type { DaySinceExposure, MetricPhase } from '@assay/stats';
import { dayNumber } from '../power/traffic.js';
import type { DaySums } from '../read/day-sums.js';
import type { ComparedArms } from './compared-arms.js';

/** Units by the whole days since their first exposure, each with all that it has done since. */
export function cohortArms(
  { metrics }: DaySums,
  { control, treatment, completeTo }: ComparedArms,
): readonly DaySinceExposure[] {
  if (completeTo === null) return [];
  const today = Math.floor(completeTo / 86_400_000);
  const of = (day: string, variant: string): readonly MetricPhase[] =>
    metrics.filter((row) => row.day === day && row.variant === variant);
  return [...new Set(metrics.map(({ day }) => day))]
    .filter((day) => dayNumber(day) <= today)
    .map((day) => ({
      day: today - dayNumber(day),
      control: of(day, control),
      treatment: of(day, treatment),
    }));
}
