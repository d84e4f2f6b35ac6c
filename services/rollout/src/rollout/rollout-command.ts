import type { DataOf, EventMetadata, RolloutRolledBack } from '@assay/contracts';
import type { OutcomeCounts } from '../health/outcome-counts.js';
import type { RolloutDesign } from './rollout-state.js';

interface Command<Type extends string> {
  readonly type: Type;
  /** Id, time and actor of the event that follows. */
  readonly metadata: EventMetadata;
}

export interface CreateRollout extends Command<'CreateRollout'> {
  readonly design: RolloutDesign;
}

export interface StartRollout extends Command<'StartRollout'> {
  /** The id that the activation gets. */
  readonly activation: string;
}

export interface AdvanceRollout extends Command<'AdvanceRollout'> {
  readonly activation: string;
  /** Outcomes of the activation that is advanced. */
  readonly health: OutcomeCounts;
  /** Advances whatever the conditions say; the reason is kept. */
  readonly override?: { readonly reason: string };
}

export interface PauseRollout extends Command<'PauseRollout'> {
  readonly reason: string;
}

export interface ResumeRollout extends Command<'ResumeRollout'> {
  readonly activation: string;
}

export interface CompleteRollout extends Command<'CompleteRollout'> {
  readonly activation: string;
  /** Outcomes of the activation that is completed. */
  readonly health: OutcomeCounts;
}

export interface RollBackRollout extends Command<'RollBackRollout'> {
  readonly activation: string;
  readonly reason: string;
}

export type BreachEvidence = NonNullable<DataOf<typeof RolloutRolledBack>['evidence']>;

export interface RollBackOnBreach extends Command<'RollBackOnBreach'> {
  readonly activation: string;
  /** The activation whose outcomes are the evidence. */
  readonly breached: string;
  readonly evidence: BreachEvidence;
}

export type RolloutCommand =
  | CreateRollout
  | StartRollout
  | AdvanceRollout
  | PauseRollout
  | ResumeRollout
  | CompleteRollout
  | RollBackRollout
  | RollBackOnBreach;
