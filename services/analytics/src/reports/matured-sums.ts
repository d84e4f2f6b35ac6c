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

/** Are the windows over of everybody who was first exposed until then? */
export function isMatured(
  spec: MetricSpec,
  lastExposureAt: string | null,
  completeTo: number | null,
): boolean {
  if (lastExposureAt === null) return false;
  const last = { day: lastExposureAt.slice(0, 10), phase: 1, n: 1, sum: 0, sumSquares: 0 };
  return maturedUnits([last], { ...timeNeeded(spec), completeTo }).openUnits === 0;
}

/** Does a unit need time until its value is final? */
export const hasWindow = ({ type, windowHours }: MetricSpec): boolean =>
  type === 'retention' || windowHours !== null;

/** The sums of the units whose attribution window is over. */
export function maturedSums(spec: MetricSpec, { metrics }: DaySums, completeTo: number | null): MaturedSums {
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
