import type { MetricType } from '@assay/contracts';
import type { ReportedExperiment } from '../experiments/reported-experiment.js';
import type { Coverage } from '../reporting/coverage.js';
import type { MetricDefinition } from './metric-definition/metric-definition.js';
import type { RecommendationReport } from './recommendation/recommendation.js';

type Interval = readonly [number, number];

/** The results of an experiment's run, as `GET /api/v1/reports/experiments/{key}` answers. */
export interface ExperimentReport {
  readonly experiment: ExperimentSummary;
  readonly coverage: Coverage;
  readonly variants: readonly VariantReport[];
  /** Units that were seen in more than one variant. */
  readonly excludedUnits: number;
  /** What is not in the figures, and how much of it. */
  readonly exclusions: readonly Exclusion[];
  readonly srm: SampleRatioReport;
  readonly recommendation: RecommendationReport;
  readonly metrics: readonly MetricReport[];
}

/** An experiment and, in a report, the run that it is about. */
export interface ExperimentSummary {
  readonly key: string;
  readonly number: number;
  readonly name: string;
  readonly status: string;
  /** The variant that a concluded experiment serves to all; null where there is none. */
  readonly winner: string | null;
  readonly run: number | null;
  readonly origin: string;
}

export const summaryOf = (
  { key, number, name, status, winner, origin }: ReportedExperiment,
  run: number | null,
): ExperimentSummary => ({ key, number, name, status, winner, run, origin });

export interface VariantReport {
  readonly key: string;
  readonly name: string;
  readonly isControl: boolean;
  readonly weight: number | null;
  readonly units: number;
  readonly unitsWithError: number;
}

export interface Exclusion {
  readonly reason: string;
  readonly units: number;
  /** Where it is events that are left out, of units that may be counted. */
  readonly events?: number;
}

export interface SampleRatioReport {
  readonly chi2: number | null;
  readonly df: number | null;
  readonly pValue: number | null;
  readonly sequentialPValue: number;
  readonly alarm: boolean;
  /** At or below this always-valid p-value the alarm is raised. */
  readonly alarmAt: number;
  readonly reason?: string;
  readonly phases: readonly PhaseRatioReport[];
}

/** The split of the units that were first exposed in a phase. */
export interface PhaseRatioReport {
  readonly phase: number;
  readonly variants: readonly {
    readonly variant: string;
    readonly units: number;
    /** By the weights; null where they give none. */
    readonly expected: number | null;
  }[];
  readonly chi2: number | null;
  readonly pValue: number | null;
}

export interface MetricReport {
  readonly key: string;
  readonly type: MetricType;
  /** Which definition of the metric; 1 is the one it came with. */
  readonly version: number;
  readonly event: string;
  readonly direction: 'increase' | 'decrease';
  readonly windowHours: number | null;
  readonly definition: MetricDefinition;
  readonly isPrimary: boolean;
  readonly variants: readonly MetricVariantReport[];
  /** With an attribution window: only the units whose window is over. They are what decides. */
  readonly matured?: MaturedReport;
  /** What its figures do not say of themselves. */
  readonly note?: string;
}

export interface MaturedReport {
  readonly units: number;
  /** Units whose window is still open. */
  readonly openUnits: number;
  readonly variants: readonly MetricVariantReport[];
}

export interface MetricVariantReport {
  readonly variant: string;
  readonly isControl: boolean;
  readonly units: number;
  /** Units with the event; null for metrics that are no share of units. */
  readonly conversions: number | null;
  readonly sum: number;
  /** Sum over units. */
  readonly mean: number | null;
  /** What the metric is about: the rate, mean, ratio or quantile. */
  readonly value: number | null;
  /** Of the value, at 95 %. */
  readonly interval: Interval | null;
  /** Bandits: the mean weighted by inverse propensity. */
  readonly weightedMean?: number;
  /** Why the value or its interval is null. */
  readonly reason?: string;
  /** Against control; null for control itself and where there is none. */
  readonly comparison: ComparisonReport | null;
}

/** Treatment against control; `lift` and everything under `relative` are fractions of the control mean. */
interface ComparedAlways {
  readonly difference: number | null;
  readonly lift: number | null;
  readonly standardError: number | null;
  /** Fixed-horizon: for one look. */
  readonly pValue: number | null;
  readonly interval: Interval | null;
  /** Always valid: for as many looks as one likes. */
  readonly sequential: { readonly pValue: number | null; readonly interval: Interval | null };
  readonly relative: {
    readonly standardError: number | null;
    readonly interval: Interval | null;
    readonly sequentialInterval: Interval | null;
  };
  readonly bayesian: BayesianReport;
  /** p-value over the primary metric in all variants, or over the secondary metrics in all of them. */
  readonly holm: number | null;
  readonly benjaminiHochberg: number | null;
  readonly adjustment: 'none' | 'covariate' | 'propensity';
  /** Without the adjustment, and the share of the variance that it took away. */
  readonly unadjusted?: {
    readonly difference: number | null;
    readonly lift: number | null;
    readonly pValue: number | null;
    readonly interval: Interval | null;
    readonly varianceReduction: number | null;
  };
  /** Phases that say nothing of a difference, and why. */
  readonly droppedPhases?: readonly { readonly phase: number; readonly reason: string }[];
  /** Why something is null. */
  readonly reason?: string;
}

/** It explains and never decides. */
interface BayesianReport {
  readonly chanceToWin: number | null;
  readonly expectedLossChooseTreatment: number | null;
  readonly expectedLossChooseControl: number | null;
  readonly interval: Interval | null;
}

export type ComparisonReport =
  | (ComparedAlways & { readonly zStatistic: number | null })
  | (ComparedAlways & { readonly tStatistic: number | null; readonly df: number | null });
