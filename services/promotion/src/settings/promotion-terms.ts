import type {
  PolicyRule,
  PromotionSettings,
  PromotionThresholds,
  PromotionWatch,
  ThresholdGuardrail,
  WatchSettings,
} from '@assay/contracts';
import type { ExperimentView } from '../experiments/experiment-view.js';

/** What holds for a whole installation where an experiment or a request says nothing else. */
export interface PromotionDefaults {
  readonly thresholds: PromotionThresholds;
  /** Whether the hourly check promotes. */
  readonly isEnabled: boolean;
  readonly requiresApproval: boolean;
  readonly watch: WatchSettings;
  /** What a scheduler shows instead of a token; null: it needs a token. */
  readonly cronSecret: string | null;
}

/** What differs for one request. */
export interface PromotionOverrides {
  readonly thresholds: Partial<PromotionThresholds>;
  readonly requireManualApproval?: boolean | undefined;
}

/** What a promotion is held against, and what happens around it. */
export interface PromotionTerms {
  readonly thresholds: PromotionThresholds;
  readonly requiresApproval: boolean;
  /** Whether the hourly check may promote it. */
  readonly isAutomatic: boolean;
  readonly watch: PromotionWatch;
}

/** Where terms come from, the weakest first; a policy raises what the others ask for. */
export interface TermSources {
  readonly defaults: PromotionDefaults;
  readonly experiment: Pick<ExperimentView, 'minimumSampleSize' | 'requireManualApproval' | 'guardrails'>;
  readonly settings: PromotionSettings;
  readonly overrides: PromotionOverrides;
  /** Thresholds of the policy that applies. */
  readonly floors: readonly PolicyRule['thresholds'][];
}

export const NO_OVERRIDES: PromotionOverrides = { thresholds: {} };

const LARGER = [
  'minSampleSize',
  'minConfidencePercent',
  'minImprovementPercent',
  'minRuntimeHours',
] as const satisfies readonly (keyof PromotionThresholds)[];
const SMALLER = ['maxErrorRate', 'maxLagSeconds'] as const satisfies readonly (keyof PromotionThresholds)[];

/** Thresholds that are at least as strict as each floor. */
export function raised(thresholds: PromotionThresholds, floors: TermSources['floors']): PromotionThresholds {
  const strictest = (name: (typeof LARGER)[number] | (typeof SMALLER)[number], pick: typeof Math.max) =>
    [name, pick(thresholds[name], ...floors.flatMap((floor) => floor?.[name] ?? []))] as const;
  return {
    ...thresholds,
    ...Object.fromEntries(LARGER.map((name) => strictest(name, Math.max))),
    ...Object.fromEntries(SMALLER.map((name) => strictest(name, Math.min))),
  };
}

const errorLimit = ({ maxErrorRate, windowSeconds, minimumOutcomes }: WatchSettings): ThresholdGuardrail => ({
  kind: 'threshold',
  measure: 'error_rate',
  above: maxErrorRate,
  windowSeconds,
  minimumOutcomes,
});

function watchOf({ defaults, settings, experiment }: TermSources): PromotionWatch {
  const watch = { ...defaults.watch, ...settings.watch };
  return {
    hours: watch.hours,
    onBreach: watch.onBreach,
    limits: [errorLimit(watch), ...experiment.guardrails],
  };
}

/** What a request is held against: of installation, experiment and request the last one that says something. */
export function termsOf(sources: TermSources): PromotionTerms {
  const { defaults, experiment, settings, overrides, floors } = sources;
  const { minimumSampleSize } = experiment;
  const thresholds = {
    ...defaults.thresholds,
    ...(minimumSampleSize === null ? {} : { minSampleSize: minimumSampleSize }),
    ...settings.thresholds,
    ...overrides.thresholds,
  };
  return {
    thresholds: raised(thresholds, floors),
    // Whoever asks for approval gets it: no other source takes it away.
    requiresApproval:
      experiment.requireManualApproval ||
      (settings.requireManualApproval ?? defaults.requiresApproval) ||
      overrides.requireManualApproval === true,
    isAutomatic: settings.autoPromotion ?? true,
    watch: watchOf(sources),
  };
}
