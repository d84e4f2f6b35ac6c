import type { MetricSpec } from '@assay/contracts';
import type { MetricPart } from './metric-slot.js';

/** A definition that is counted for another metric, and which part of it that is. */
export interface PartDefinition {
  readonly spec: MetricSpec;
  readonly part: Omit<MetricPart, 'of' | 'version'>;
}

const HOURS_PER_DAY = 24;

/** Whether a metric can be counted day by day: what units have is added up over their days. */
export const hasDays = ({ type }: Pick<MetricSpec, 'type'>): boolean =>
  type !== 'quantile' && type !== 'retention';

/**
 * A metric on each of the first days since first exposure, as far as its window reaches. The days are a partition of the
 * window: what a unit has on all of them is what it has of the metric, unless a cap takes some of it.
 */
export function dayParts(spec: MetricSpec, days: number): readonly PartDefinition[] {
  if (!hasDays(spec)) return [];
  const { delayHours = 0, windowHours } = spec;
  const end = windowHours === null ? Infinity : delayHours + windowHours;
  return Array.from({ length: days }, (_, day) => day).flatMap((day) => {
    const from = Math.max(HOURS_PER_DAY * day, delayHours);
    const to = Math.min(HOURS_PER_DAY * (day + 1), end);
    if (from >= to) return [];
    const window = { delayHours: from, windowHours: to - from };
    const part = { day, endsBefore: end > HOURS_PER_DAY * (day + 1) };
    return [{ spec: { ...valueCapped(spec), ...window, key: `${spec.key}~day-${String(day)}` }, part }];
  });
}

/** On how many of the days that are asked for a metric has time at all. */
export const daysWithin = (spec: MetricSpec, days: number): number => dayParts(spec, days).length;

/** The denominator of a ratio as a metric of its own, while a percentile of it is wanted. */
export function denominatorPart(spec: MetricSpec): readonly PartDefinition[] {
  const { denominator, cuped: _cuped, cap: _cap, ...rest } = spec;
  if (denominator?.cap === undefined || !('percentile' in denominator.cap)) return [];
  const { event, where, measure = 'count', cap } = denominator;
  const own = { ...rest, type: 'mean' as const, event, measure, cap, key: `${spec.key}~denominator` };
  const { where: _where, ...unfiltered } = own;
  return [{ spec: where === undefined ? unfiltered : { ...own, where }, part: {} }];
}

/** Without the covariate, and with caps only where they are values: a percentile of one day is another number. */
function valueCapped({ cuped: _cuped, cap, denominator, ...rest }: MetricSpec): MetricSpec {
  return {
    ...rest,
    ...(cap !== undefined && 'value' in cap ? { cap } : {}),
    ...(denominator === undefined ? {} : { denominator: capFrozen(denominator) }),
  };
}

function capFrozen({
  cap,
  ...rest
}: NonNullable<MetricSpec['denominator']>): NonNullable<MetricSpec['denominator']> {
  return cap !== undefined && 'value' in cap ? { ...rest, cap } : rest;
}
