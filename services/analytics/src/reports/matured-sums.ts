import type { MetricSpec } from '@assay/contracts';
import { maturedUnits } from '@assay/stats';
import type { DaySums } from './read/day-sums.js';
import type { ExposureSums, VariantPhase } from './read/run-sums.js';

export interface MaturedSums {
  readonly units: number;
  readonly openUnits: number;
  readonly sums: readonly VariantPhase[];
  readonly exposures: readonly ExposureSums[];
}

/** Does a unit need time until its value is final? */
export const hasWindow = ({ type, windowHours }: MetricSpec): boolean =>
  type === 'retention' || windowHours !== null;

/** The sums of the units whose attribution window is over; undefined for metrics without one. */
export function maturedSums(
  spec: MetricSpec,
  { metrics }: DaySums,
  completeTo: number | null,
): MaturedSums | undefined {
  if (!hasWindow(spec)) return undefined;
  const own = metrics.filter(({ metric }) => metric === spec.key);
  const variants = [...new Set(own.map(({ variant }) => variant))].map((variant) => {
    const rows = own.filter((row) => row.variant === variant);
    const {
      phases,
      maturedUnits: units,
      openUnits,
    } = maturedUnits(rows, {
      ...timeNeeded(spec),
      completeTo,
    });
    return { variant, phases, units, openUnits };
  });
  const total = (of: (variant: (typeof variants)[number]) => number): number =>
    variants.reduce((sum, variant) => sum + of(variant), 0);
  const rows = variants.flatMap(({ variant, phases }) => phases.map((phase) => ({ ...phase, variant })));
  return {
    units: total(({ units }) => units),
    openUnits: total(({ openUnits }) => openUnits),
    sums: rows,
    exposures: rows.map(({ variant, phase, n }) => ({ variant, phase, units: n, unitsWithError: 0 })),
  };
}

/** Hours from first exposure until a unit's value is final. */
function timeNeeded({ type, day = 0, windowHours, delayHours = 0 }: MetricSpec) {
  return type === 'retention' ? { windowHours: 24 * (day + 1) } : { windowHours, delayHours };
}
