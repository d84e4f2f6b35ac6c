import type { EventMetadata, MetricsSnapshot } from '@assay/contracts';
import type { ExperimentRefusal } from './experiment-refusal.js';
import type { ExperimentDesign, Override, RampStep, Variant } from './experiment-state.js';

interface Command<Type extends string> {
  readonly type: Type;
  /** Of the first event that follows; ids of further ones are derived from its id. */
  readonly metadata: EventMetadata;
  /** The version the caller has seen; without it the command applies to whatever is there. */
  readonly expectedVersion?: number;
}

interface Explained {
  readonly reason?: string;
}

export interface CreateExperiment extends Command<'CreateExperiment'> {
  readonly design: ExperimentDesign;
  readonly variants: readonly Variant[];
}

/** What a draft may have changed; a member that is `null` is taken away. */
export type DesignChanges = {
  readonly [Field in keyof Omit<ExperimentDesign, 'key' | 'number' | 'origin' | 'clonedFrom'>]?:
    ExperimentDesign[Field] | null;
};

export interface EditExperiment extends Command<'EditExperiment'>, Explained {
  readonly changes: DesignChanges;
}

export interface AddVariant extends Command<'AddVariant'> {
  readonly variant: Variant;
}

export interface ChangeVariant extends Command<'ChangeVariant'> {
  readonly variant: string;
  readonly changes: Partial<Omit<Variant, 'key'>>;
}

export interface RemoveVariant extends Command<'RemoveVariant'> {
  readonly variant: string;
}

export interface ScheduleExperiment extends Command<'ScheduleExperiment'> {
  readonly startAt: string | null;
  readonly endAt: string | null;
  readonly ramp: readonly RampStep[];
}

export interface CancelSchedule extends Command<'CancelSchedule'> {
  readonly reason: string;
}

/** The clock asks: does the next step, if its time (`metadata.time`) has come. */
export interface FireSchedule extends Command<'FireSchedule'> {
  /** What keeps it from starting that its own stream does not tell. */
  readonly unready?: ExperimentRefusal;
}

export interface StartExperiment extends Command<'StartExperiment'> {
  /** RFC 3339; only imported experiments may say when they started. */
  readonly startedAt?: string;
  readonly reason?: string;
}

export interface PauseExperiment extends Command<'PauseExperiment'> {
  readonly reason: string;
}

export interface ResumeExperiment extends Command<'ResumeExperiment'>, Explained {}

export interface ChangeAllocation extends Command<'ChangeAllocation'>, Explained {
  /** 0–100 percent. */
  readonly trafficAllocation: number;
}

export interface ChangeWeights extends Command<'ChangeWeights'>, Explained {
  /** New weights by variant; the others keep theirs. */
  readonly weights: Readonly<Record<string, number>>;
}

export interface SetOverride extends Command<'SetOverride'>, Explained {
  readonly override: Override;
}

export interface RemoveOverride extends Command<'RemoveOverride'>, Explained {
  readonly id: string;
}

export interface TickItem extends Command<'TickItem'> {
  readonly item: string;
  readonly note?: string;
}

export interface UntickItem extends Command<'UntickItem'> {
  readonly item: string;
  readonly note?: string;
}

/** The statistics of a run have changed; `metadata` has the time of the snapshot and an id that follows from it. */
export interface UpdateBanditWeights extends Command<'UpdateBanditWeights'> {
  readonly snapshotId: string;
  readonly snapshot: MetricsSnapshot['data'];
}

export interface ConcludeExperiment extends Command<'ConcludeExperiment'> {
  readonly winner: string | null;
  readonly reason: string;
}

/** Begins a new run of what was concluded. */
export interface ReopenExperiment extends Command<'ReopenExperiment'> {
  readonly reason: string;
}

/** Spreads all units anew, on purpose: a new run with a higher bucket version. */
export interface RerandomiseExperiment extends Command<'RerandomiseExperiment'> {
  readonly reason: string;
}

export interface ArchiveExperiment extends Command<'ArchiveExperiment'> {
  readonly reason: string;
}

/** A promotion asks; `metadata.causationid` is the id of its request. */
export interface ConcludeForPromotion extends Command<'ConcludeForPromotion'> {
  readonly request: string;
  readonly promotionId: string;
  readonly variant: string;
  /** The version that the promotion's certificate is about. */
  readonly certifiedVersion: number;
}

/** The rollback of a promotion asks. */
export interface ReopenForRollback extends Command<'ReopenForRollback'> {
  readonly request: string;
  readonly promotionId: string;
  readonly reason: string;
}

/** An alert on a guardrail asks; `metadata.causationid` is its id. */
export interface PauseForGuardrail extends Command<'PauseForGuardrail'> {
  readonly alert: string;
  /** The run that the evidence is from, and since when that had been running without a break. */
  readonly run: number;
  readonly since: string;
  readonly reason: string;
}

export type DraftCommand = CreateExperiment | EditExperiment | AddVariant | ChangeVariant | RemoveVariant;

export type RunCommand =
  | StartExperiment
  | PauseExperiment
  | ResumeExperiment
  | ChangeAllocation
  | ChangeWeights
  | UpdateBanditWeights
  | ConcludeExperiment
  | ReopenExperiment
  | RerandomiseExperiment
  | ArchiveExperiment;

export type PlanCommand = ScheduleExperiment | CancelSchedule | FireSchedule;
export type OverrideCommand = SetOverride | RemoveOverride;
export type ChecklistCommand = TickItem | UntickItem;
/** What other services ask for through the log. */
export type AskedCommand = ConcludeForPromotion | ReopenForRollback | PauseForGuardrail;

export type ExperimentCommand =
  DraftCommand | RunCommand | PlanCommand | OverrideCommand | ChecklistCommand | AskedCommand;
