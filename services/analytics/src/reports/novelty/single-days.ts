import type { DaySinceExposure } from '@assay/stats';
import type { MetricSlot } from '../../engine/state/metric-slot.js';
import { daySlots, interactionPartitions } from '../../engine/storage/definitions.js';
import { completeAt } from '../../reporting/coverage.js';
import { maturedSums } from '../matured-sums.js';
import { readDaySums } from '../read/day-sums.js';
import type { ReportSubject } from '../read/report-subject.js';
import type { ReportedSlot } from '../read/reported-slot.js';
import type { VariantPhase } from '../read/run-sums.js';
import type { ComparedArms } from './compared-arms.js';

/** What units did on one day since first exposure. */
interface SingleDay {
  readonly day: number;
  readonly units: number;
  readonly metrics: readonly VariantPhase[];
}

interface SingleDays {
  /** Each with all units for which the day is over. */
  readonly days: readonly SingleDay[];
  /** The first of them, all with the same units: those for which the last of these days is over. */
  readonly ofSameUnits: readonly SingleDay[];
  /** Some days that were asked for are still being counted. */
  readonly isComplete: boolean;
}

/** undefined: the metric is not counted by day. */
export async function readSingleDays(
  { model, run, coverage }: ReportSubject,
  metric: ReportedSlot,
): Promise<SingleDays | undefined> {
  if (run === null) return undefined;
  const partitions = interactionPartitions(coverage.positions);
  const { counted, isComplete } = await daySlots(model, run, { metric, partitions });
  if (counted.length === 0 && isComplete) return undefined;
  const completeTo = completeAt(coverage);
  const sums = await readDaySums(model, run, counted);
  /** The units for which the window of a day is over. */
  const dayOf = (
    slot: MetricSlot,
    { delayHours = 0, windowHours }: MetricSlot['spec'] = slot.spec,
  ): SingleDay => {
    const spec = { ...slot.spec, delayHours, windowHours };
    const { units, metrics } = maturedSums(spec, { days: sums, sums: { metrics: [] } }, completeTo);
    return { day: slot.part?.day ?? 0, units, metrics };
  };
  const days = counted.map((slot) => dayOf(slot)).filter(({ units }) => units > 0);
  const compared = counted.slice(0, daysOfTrend(days));
  const last = compared.at(-1)?.spec;
  return { days, ofSameUnits: compared.map((slot) => dayOf(slot, last)), isComplete };
}

/**
 * Over how many of the first days a trend is looked for: more days tell more of it, but fewer units have had them. The
 * information on a slope grows with the units and with the spread of the days.
 * @param days in their order, each with the units for which it is over
 */
export function daysOfTrend(days: readonly Pick<SingleDay, 'units'>[]): number {
  const information = days.map(({ units }, last) => units * (last + 1) * ((last + 1) ** 2 - 1));
  return information.indexOf(Math.max(...information)) + 1;
}

export const armsOf = (
  days: readonly SingleDay[],
  { control, treatment }: ComparedArms,
): readonly DaySinceExposure[] =>
  days.map(({ day, metrics }) => ({
    day,
    control: metrics.filter(({ variant }) => variant === control),
    treatment: metrics.filter(({ variant }) => variant === treatment),
  }));
