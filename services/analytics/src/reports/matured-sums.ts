import type { MetricSpec } from '@assay/contracts';
import type { MetricPhase } from '@assay/stats';
import { maturedUnits, mergeSketches, openSince, sketchOfBuckets, subtractSketch } from '@assay/stats';
import type { DaySums } from './read/day-sums.js';
import type { ReportedSlot } from './read/reported-slot.js';
import type { ExposureSums, RunSums, VariantPhase } from './read/run-sums.js';

export interface MaturedSums {
  readonly units: number;
  readonly openUnits: number;
  readonly metrics: readonly (VariantPhase & { readonly metric: string })[];
  readonly exposures: readonly ExposureSums[];
}

/** The sums of a run: by day, and over all days. */
interface CountedRun {
  readonly days: DaySums;
  readonly sums: Pick<RunSums, 'metrics'>;
}

/** Are the windows over of everybody who was first exposed until then? */
export const isMatured = (
  spec: MetricSpec,
  lastExposureAt: string | null,
  completeTo: number | null,
): boolean => lastExposureAt !== null && Date.parse(lastExposureAt) < openDay(spec, completeTo);

/** Does a unit need time until its value is final? */
export const hasWindow = ({ type, windowHours }: MetricSpec): boolean =>
  type === 'retention' || windowHours !== null;

/** Metrics of which some units may still change. */
export const openSlots = <Slot extends ReportedSlot>(
  slots: readonly Slot[],
  lastExposureAt: string | null,
  completeTo: number | null,
): readonly Slot[] =>
  slots.filter(({ spec }) => hasWindow(spec) && !isMatured(spec, lastExposureAt, completeTo));

/** The first day of which `maturedSums` wants the buckets of quantiles: those of the days before follow from them. */
export function bucketsNeededFrom(slots: readonly ReportedSlot[], completeTo: number | null): string {
  if (completeTo === null) return 'infinity';
  const from = Math.min(...slots.map(({ spec }) => openDay(spec, completeTo)));
  return Number.isFinite(from) ? new Date(from).toISOString().slice(0, 10) : 'infinity';
}

/** The sums of the units whose attribution window is over. */
export function maturedSums(spec: MetricSpec, run: CountedRun, completeTo: number | null): MaturedSums {
  const own = run.days.metrics.filter(({ metric }) => metric === spec.key);
  const variants = [...new Set(own.map(({ variant }) => variant))].map((variant) => {
    const rows = own.filter((row) => row.variant === variant);
    const matured = maturedUnits(rows, { ...timeNeeded(spec), completeTo });
    const place = { variant, metric: spec.key };
    return { ...matured, metrics: withBuckets(matured.phases, place, { spec, rows, run, completeTo }) };
  });
  const total = (of: (variant: (typeof variants)[number]) => number): number =>
    variants.reduce((sum, variant) => sum + of(variant), 0);
  const metrics = variants.flatMap((variant) => variant.metrics);
  const erred = run.days.exposures.filter(({ day }) => Date.parse(day) < openDay(spec, completeTo));
  return {
    units: total((variant) => variant.maturedUnits),
    openUnits: total(({ openUnits }) => openUnits),
    metrics,
    exposures: metrics.map((row) => exposuresOf(row, erred)),
  };
}

/** Units of a variant and phase, and how many of them had an error. */
const exposuresOf = ({ variant, phase, n }: VariantPhase, days: readonly ExposureSums[]): ExposureSums => ({
  ...{ variant, phase, units: n },
  unitsWithError: days
    .filter((row) => row.variant === variant && row.phase === phase)
    .reduce((units, { unitsWithError }) => units + unitsWithError, 0),
});

interface Buckets {
  readonly spec: MetricSpec;
  readonly rows: DaySums['metrics'];
  readonly run: CountedRun;
  readonly completeTo: number | null;
}

/** Phases of matured units with their buckets: those of all days less those of the open ones. */
function withBuckets(
  phases: readonly MetricPhase[],
  place: Omit<SumsOf, 'phase'>,
  { spec, rows, run, completeTo }: Buckets,
): MaturedSums['metrics'] {
  const open = rows.filter(({ day }) => Date.parse(day) >= openDay(spec, completeTo));
  return phases.map((phase) => {
    const whole = run.sums.metrics.find((row) => isOf(row, { ...place, phase: phase.phase }));
    return { ...phase, ...place, ...bucketsWithout(open, phase.phase, whole) };
  });
}

interface SumsOf {
  readonly variant: string;
  readonly phase: number;
  readonly metric: string;
}

const isOf = (row: SumsOf, { variant, phase, metric }: SumsOf): boolean =>
  row.variant === variant && row.phase === phase && row.metric === metric;

/** The buckets of a phase less those of its open days; nothing where there are no buckets. */
function bucketsWithout(
  open: readonly MetricPhase[],
  phase: number,
  whole: Pick<MetricPhase, 'buckets'> | undefined,
): Pick<MetricPhase, 'buckets'> {
  if (whole?.buckets === undefined) return {};
  const sketches = open
    .filter((row) => row.phase === phase)
    .map(({ buckets = [] }) => sketchOfBuckets(buckets));
  return { buckets: subtractSketch(sketchOfBuckets(whole.buckets), mergeSketches(...sketches)).buckets };
}

const openDay = (spec: MetricSpec, completeTo: number | null): number =>
  openSince({ ...timeNeeded(spec), completeTo });

/** Hours from first exposure until a unit's value is final. */
function timeNeeded({ type, day = 0, windowHours, delayHours = 0 }: MetricSpec) {
  return type === 'retention' ? { windowHours: 24 * (day + 1) } : { windowHours, delayHours };
}
