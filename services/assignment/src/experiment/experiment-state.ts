import type { ExperimentCreated, VariantAdded } from '@assay/contracts';

export type ExperimentDesign = Readonly<ExperimentCreated['data']>;
export type Variant = Readonly<VariantAdded['data']>;

export interface RampStep {
  readonly at: string;
  readonly trafficAllocation: number;
}

/** What happens by itself, and how much of it has. */
export interface Schedule {
  /** Id of the event that it came with: what its steps derive their ids from. */
  readonly id: string;
  readonly startAt: string | null;
  readonly endAt: string | null;
  readonly ramp: readonly RampStep[];
  /** Steps of the ramp that are over. */
  readonly rampDone: number;
  /** Why it came to nothing; a schedule that a rule stopped is not tried again. */
  readonly refused: { readonly step: string; readonly code: string; readonly reason: string } | null;
}

/** A variant without randomisation, for one unit (by digest) or for whoever a rule holds for. */
export interface Override {
  readonly id: string;
  readonly digest?: string;
  readonly when?: Readonly<Record<string, unknown>>;
  readonly variant: string;
}

/** Who vouched for an item of the checklist, and when. */
export interface Tick {
  readonly by: string;
  readonly at: string;
  readonly note?: string;
}

/** What every state knows of its own stream. */
interface Recorded {
  /** Events in the stream so far. */
  readonly version: number;
  /** Version of the last event that changed the experiment itself; answers, plans and ticks do not. */
  readonly changedAt: number;
  /** Ids of the requests that were answered, so that the same request is answered once. */
  readonly answered: readonly string[];
}

interface Designed extends Recorded {
  readonly design: ExperimentDesign;
  readonly variants: readonly Variant[];
  readonly overrides: readonly Override[];
  readonly schedule: Schedule | null;
  readonly ticks: Readonly<Record<string, Tick>>;
  readonly createdAt: string;
  readonly createdBy: string;
}

/** The last update of a bandit's weights. */
export interface BanditProgress {
  readonly update: number;
  readonly at: string;
}

/** The current run, or the last one. */
export interface RunState {
  readonly run: number;
  readonly phase: number;
  readonly salt: string;
  readonly revision: string;
  readonly startedAt: string;
  /** Whether weights have changed within the run. */
  readonly weightsChanged: boolean;
  /** How often units were re-randomised on purpose, and one. */
  readonly bucketVersion: number;
  readonly bandit?: BanditProgress;
}

export interface AbsentExperiment extends Recorded {
  readonly status: 'absent';
}

export interface DraftExperiment extends Designed {
  readonly status: 'draft';
}

/** A draft that starts by itself. */
export interface ScheduledExperiment extends Designed {
  readonly status: 'scheduled';
}

export interface RunningExperiment extends Designed {
  readonly status: 'running';
  readonly current: RunState;
  /** Since when it has been running without a break. */
  readonly since: string;
}

export interface PausedExperiment extends Designed {
  readonly status: 'paused';
  readonly current: RunState;
  readonly reason: string;
}

export interface Conclusion {
  readonly winner: string | null;
  readonly concludedAt: string;
  readonly promotionId: string | null;
}

export interface ConcludedExperiment extends Designed, Conclusion {
  readonly status: 'concluded';
  readonly current: RunState;
  readonly reason: string;
}

/** A promotion was rolled back: control to all until a new run is started. */
export interface ReopenedExperiment extends Designed {
  readonly status: 'reopened';
  readonly current: RunState;
  readonly reason: string;
}

/** Over for good; with the conclusion that it had, if it ever ran. */
export interface ArchivedExperiment extends Designed {
  readonly status: 'archived';
  readonly current: RunState | null;
  readonly conclusion: Conclusion | null;
  readonly reason: string;
}

/** It has begun a run. */
export type UnderwayExperiment =
  RunningExperiment | PausedExperiment | ConcludedExperiment | ReopenedExperiment;

export type ExistingExperiment =
  DraftExperiment | ScheduledExperiment | UnderwayExperiment | ArchivedExperiment;

export type ExperimentState = AbsentExperiment | ExistingExperiment;
export type ExperimentStatus = ExistingExperiment['status'];
export type ShownStatus = Exclude<ExperimentStatus, 'reopened'>;

/** As the API says it: what is reopened runs, with control for all. */
export const shownStatus = ({ status }: ExistingExperiment): ShownStatus =>
  status === 'reopened' ? 'running' : status;

export const NO_EXPERIMENT: AbsentExperiment = { status: 'absent', version: 0, changedAt: 0, answered: [] };

/** The run that it is in, or was in last; null before the first. */
export const currentRun = (state: ExistingExperiment): RunState | null =>
  'current' in state ? state.current : null;

/** What it was concluded with, archived or not; null where it was not, or is no longer. */
export function conclusionOf(state: ExistingExperiment): Conclusion | null {
  if (state.status === 'archived') return state.conclusion;
  if (state.status !== 'concluded') return null;
  const { winner, concludedAt, promotionId } = state;
  return { winner, concludedAt, promotionId };
}

/** The variants with the weights that are given; own keys only, because a variant may be called `toString`. */
export const withWeights = (
  variants: readonly Variant[],
  weights: Readonly<Record<string, number>>,
): readonly Variant[] =>
  variants.map((variant) => {
    const weight = Object.hasOwn(weights, variant.key) ? weights[variant.key] : undefined;
    return weight === undefined ? variant : { ...variant, weight };
  });
