import type { ExperimentCreated, Guardrail, MetricSpec } from '@assay/contracts';

export type ExperimentStatus = 'draft' | 'running' | 'paused' | 'concluded' | 'archived';

/** What a report tells of an experiment's definition. */
export interface ReportedExperiment {
  readonly key: string;
  readonly number: number;
  readonly name: string;
  readonly status: ExperimentStatus;
  readonly origin: 'assigned' | 'imported';
  readonly experimentType: ExperimentCreated['data']['experimentType'];
  /** The run of now or the last one; null before the first start. */
  readonly run: number | null;
  /** When it was started for the first time, by the log; null before. */
  readonly firstStartedAt: string | null;
  /** Since when it has been running without a break; null while it is not. */
  readonly runningSince: string | null;
  /** When the last run was started, by the log; null before the first start. */
  readonly runStartedAt: string | null;
  /** When it was concluded or archived; null while it is not. */
  readonly endedAt: string | null;
  /** The variant with which it was concluded; null where there was none, and before. */
  readonly winner: string | null;
  readonly plannedUnits: number | null;
  readonly primaryMetric: string | null;
  readonly metrics: readonly MetricSpec[];
  readonly guardrails: readonly Guardrail[];
  /** Units per variant below which nothing is decided; null where the design does not say. */
  readonly minimumSampleSize: number | null;
  readonly variants: readonly ReportedVariant[];
  /** Weights by variant for every stretch of a run in which they did not change. */
  readonly phases: readonly PhaseWeights[];
}

export interface ReportedVariant {
  readonly key: string;
  readonly name: string;
  readonly isControl: boolean;
  readonly weight: number;
}

export interface PhaseWeights {
  readonly run: number;
  readonly phase: number;
  readonly weights: Readonly<Record<string, number>>;
}

/** The variant that the others are held against. */
export const controlOf = (experiment: ReportedExperiment): ReportedVariant | undefined =>
  experiment.variants.find(({ isControl }) => isControl);

/** Weights follow the results: propensities are what its arms are judged by. */
export const isBandit = ({ experimentType }: Pick<ReportedExperiment, 'experimentType'>): boolean =>
  experimentType === 'bandit';
