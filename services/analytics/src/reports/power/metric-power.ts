import type { MetricSpec } from '@assay/contracts';
import { DEFAULT_TUNING, detectableEffectAt, unitsToGoAt } from '@assay/stats';
import type { ReportedExperiment } from '../../experiments/reported-experiment.js';
import type { MetricReport, MetricVariantReport } from '../report.js';

/** Effect that an experiment is asked to find where nobody says otherwise, as a fraction of control. */
const DEFAULT_EFFECT = 0.05;
const POWER = 0.8;
const ALPHA = 0.05;

/** How near a treatment is to finding the effect that is asked for. */
export interface VariantPower {
  readonly variant: string;
  /** Smallest relative effect that the present units find in four of five experiments. */
  readonly detectableEffect: {
    readonly fixedHorizon: number | null;
    readonly sequential: number | null;
  } | null;
  /** Units still needed over all variants, 0 when they are there already. */
  readonly unitsNeeded: { readonly fixedHorizon: number | null; readonly sequential: number | null };
  /** All units that it takes, those that are there included. */
  readonly sampleSize: { readonly fixedHorizon: number | null; readonly sequential: number | null };
  /** Why something is null. */
  readonly reason?: string;
}

export interface MetricPower {
  readonly metric: string;
  /** Relative effect that is to be found. */
  readonly effect: number;
  readonly power: number;
  readonly alpha: number;
  readonly variants: readonly VariantPower[];
}

/** How many units a metric still needs, from the errors of its comparisons now. */
export function metricPower(
  { key, variants, matured }: MetricReport,
  { minimumDetectableEffect }: Pick<MetricSpec, 'minimumDetectableEffect'>,
  { plannedUnits }: Pick<ReportedExperiment, 'plannedUnits'>,
  asked?: number,
): MetricPower {
  const effect = asked ?? minimumDetectableEffect ?? DEFAULT_EFFECT;
  const counted = matured?.variants ?? variants;
  return {
    metric: key,
    effect,
    power: POWER,
    alpha: ALPHA,
    variants: counted
      .filter(({ isControl }) => !isControl)
      .map((variant) => variantPower(variant, counted, { effect, tuning: plannedUnits ?? DEFAULT_TUNING })),
  };
}

interface Plan {
  readonly effect: number;
  readonly tuning: number;
}

const NOTHING = { fixedHorizon: null, sequential: null };
const TOO_MANY = 'more than 500 times the units that are there';

function variantPower(
  { variant, units, comparison }: MetricVariantReport,
  all: readonly MetricVariantReport[],
  plan: Plan,
): VariantPower {
  const se = comparison?.relative.standardError ?? null;
  if (se === null || se === 0) {
    const reason = comparison === null ? 'no-control' : (comparison.reason ?? 'zero-variance');
    return { variant, detectableEffect: null, unitsNeeded: NOTHING, sampleSize: NOTHING, reason };
  }
  const control = all.find(({ isControl }) => isControl)?.units ?? 0;
  const now = { se, units: units + control };
  const everybody = all.reduce((sum, one) => sum + one.units, 0);
  const shared = { alpha: ALPHA, targetPower: POWER };
  const sequential = { ...shared, engine: 'sequential', tuning: plan.tuning } as const;
  const needed = (rule: typeof shared): number | null => {
    const { scalingFactor } = unitsToGoAt(now, { ...rule, mdeRelative: plan.effect });
    return scalingFactor === null ? null : Math.ceil(scalingFactor * everybody);
  };
  const unitsNeeded = { fixedHorizon: needed(shared), sequential: needed(sequential) };
  return {
    variant,
    detectableEffect: {
      fixedHorizon: detectableEffectAt(now, shared),
      sequential: detectableEffectAt(now, sequential),
    },
    unitsNeeded,
    sampleSize: {
      fixedHorizon: plus(unitsNeeded.fixedHorizon, everybody),
      sequential: plus(unitsNeeded.sequential, everybody),
    },
    ...(unitsNeeded.sequential === null ? { reason: TOO_MANY } : {}),
  };
}

const plus = (needed: number | null, there: number): number | null =>
  needed === null ? null : needed + there;
