import type {
  DataOf,
  EventMetadata,
  LogPosition,
  RolloutRolledBack,
  RolloutSignalReceived,
  RolloutTriggersCertificate,
  RolloutVersionPublished,
  RolloutWindowCertificate,
} from '@assay/contracts';
import type { WithOffsets } from '../certificate/seen.js';
import type { AudienceChange } from './audience/audience.js';
import type { OutcomeCounts } from '../health/outcome-counts.js';
import type { NeededRollout } from './needs/needed-rollout.js';
import type { RolloutDesign } from './rollout-state.js';

interface Command<Type extends string> {
  readonly type: Type;
  /** Id, time and actor of the event that follows. */
  readonly metadata: EventMetadata;
}

/** Begins an activation. */
interface Activating<Type extends string> extends Command<Type> {
  /** The id that the activation gets. */
  readonly activation: string;
}

export interface CreateRollout extends Command<'CreateRollout'> {
  readonly design: RolloutDesign;
  /** Name of its first version. */
  readonly version: string;
}

export interface StartRollout extends Activating<'StartRollout'> {
  /** Number of the version; absent: the newest. */
  readonly version?: number | undefined;
  readonly needs: readonly NeededRollout[];
}

/** Holds for one activation and none that came after it. */
interface Judged {
  /** The activation that it is decided on; null where the caller saw none. */
  readonly judged: string | null;
}

/** What is known when a rollout is to go on. */
interface Facts {
  /** Outcomes of the present activation. */
  readonly health: OutcomeCounts;
  /** Up to where the log had been counted. */
  readonly offsets: readonly LogPosition[];
  readonly needs: readonly NeededRollout[];
}

export interface AdvanceRollout extends Activating<'AdvanceRollout'>, Facts, Judged {
  /** Advances whatever the conditions say; the reason is kept. */
  readonly override?: { readonly reason: string };
}

export interface PauseRollout extends Command<'PauseRollout'> {
  readonly reason: string;
}

export interface ResumeRollout extends Activating<'ResumeRollout'> {
  readonly needs: readonly NeededRollout[];
}

export interface CompleteRollout extends Activating<'CompleteRollout'>, Facts, Judged {}

/** Where a rollback goes: the version that was live before, nothing at all, or a version by its number. */
export type RollbackTarget = 'previous' | 'off' | number;

/** What the outcomes of an activation said when somebody asked for something. */
export interface SeenOf extends WithOffsets<OutcomeCounts> {
  readonly activation: string;
}

export interface RollBackRollout extends Activating<'RollBackRollout'>, Judged {
  readonly reason: string;
  readonly to: RollbackTarget;
  /** Where it was known at once: a rollback waits for nothing. */
  readonly seen?: SeenOf | undefined;
}

type Rollback = DataOf<typeof RolloutRolledBack>;
export type BreachEvidence = NonNullable<Rollback['evidence']>;
export type TriggerEvidence = NonNullable<Rollback['trigger']>;

/** What speaks against an activation: its error window, or a trigger rule. */
export type BreachCertificate = RolloutWindowCertificate | RolloutTriggersCertificate;

export interface RollBackOnBreach extends Activating<'RollBackOnBreach'> {
  readonly certificate: BreachCertificate;
}

export interface PublishVersion extends Command<'PublishVersion'> {
  readonly version: Omit<DataOf<typeof RolloutVersionPublished>, 'version'>;
}

export interface ReceiveSignal extends Activating<'ReceiveSignal'> {
  readonly signal: Omit<DataOf<typeof RolloutSignalReceived>, 'action' | 'because' | 'certificate'>;
}

export interface ScheduleAdvance extends Command<'ScheduleAdvance'> {
  /** ISO times. */
  readonly steps: readonly { readonly at: string }[];
}

export interface CancelSchedule extends Command<'CancelSchedule'> {
  readonly reason: string;
}

/** Takes the step that is due, if one is. */
export interface TakeScheduledStep extends Activating<'TakeScheduledStep'>, Facts, Judged {}

/** Units and segments come or go. */
export interface ChangeAudience extends Command<'ChangeAudience'> {
  readonly change: AudienceChange;
  readonly reason: string;
}

/** Something that the rollout needs may have fallen below its tier. */
export interface FollowNeeds extends Activating<'FollowNeeds'> {
  readonly needs: readonly NeededRollout[];
}

export type RolloutCommand =
  | CreateRollout
  | StartRollout
  | AdvanceRollout
  | PauseRollout
  | ResumeRollout
  | CompleteRollout
  | RollBackRollout
  | RollBackOnBreach
  | PublishVersion
  | ReceiveSignal
  | ScheduleAdvance
  | CancelSchedule
  | TakeScheduledStep
  | ChangeAudience
  | FollowNeeds;
