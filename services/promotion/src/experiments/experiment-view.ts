import type { ExperimentCreated, MetricSpec, ThresholdGuardrail } from '@assay/contracts';

/** Weights of one phase of the present run. */
export interface PhaseWeights {
  readonly phase: number;
  readonly weights: Readonly<Record<string, number>>;
}

/** What promotion knows of an experiment, from its stream. */
export interface ExperimentView {
  readonly key: string;
  readonly number: number;
  readonly name: string;
  readonly origin: 'assigned' | 'imported';
  readonly experimentType: ExperimentCreated['data']['experimentType'];
  readonly status: 'draft' | 'running' | 'paused' | 'concluded' | 'reopened' | 'archived';
  /** The variant with which it was concluded; null where there was none, and before. */
  readonly winner: string | null;
  /** Stream version of the last change; an answer to a promotion is no change. */
  readonly version: number;
  readonly control: string | null;
  /** As they were added; a run’s weights are in its phases. */
  readonly weights: Readonly<Record<string, number>>;
  readonly primaryMetric: MetricSpec | null;
  readonly plannedUnits: number | null;
  /** When its schedule ends it; null where nothing does. */
  readonly plannedEnd: string | null;
  /** Units per variant below which nothing is decided; null where the design does not say. */
  readonly minimumSampleSize: number | null;
  readonly requireManualApproval: boolean;
  /** Limits on its outcomes; those on metrics are watched by their alerts. */
  readonly guardrails: readonly ThresholdGuardrail[];
  readonly run: number | null;
  readonly startedAt: string | null;
  readonly phases: readonly PhaseWeights[];
}
