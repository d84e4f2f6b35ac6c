import type { EventMetadata, ReleaseEnvironment } from '@assay/contracts';
import type { Observed } from '../release-certificate/observed-health.js';
import type { ReleaseDesign } from './release-state.js';

interface Command<Type extends string> {
  readonly type: Type;
  /** Id, time and actor of the event that follows. */
  readonly metadata: EventMetadata;
}

/** Goes on whatever stands against it; the reason is kept. */
export interface Override {
  readonly reason: string;
}

interface Step {
  /** The id that the activation gets. */
  readonly activation: string;
  readonly override?: Override | undefined;
}

interface JudgedStep extends Step {
  /** The activation that the evidence is about. */
  readonly judged: string;
  readonly observed: Observed;
}

export interface CreateRelease extends Command<'CreateRelease'> {
  readonly design: ReleaseDesign;
}

export interface StartRelease extends Command<'StartRelease'>, Step {
  readonly environment: ReleaseEnvironment;
  /** A step of the ramp; the first one when not given. */
  readonly trafficPercent?: number | undefined;
}

export interface AdvanceRelease extends Command<'AdvanceRelease'>, JudgedStep {
  /** What the caller takes for the next step. */
  readonly trafficPercent?: number | undefined;
  readonly automatic: boolean;
}

export interface PromoteRelease extends Command<'PromoteRelease'>, JudgedStep {
  readonly environment: ReleaseEnvironment;
}

export interface CompleteRelease extends Command<'CompleteRelease'>, JudgedStep {}

export interface PauseRelease extends Command<'PauseRelease'> {
  readonly reason: string;
}

export type ResumeRelease = Command<'ResumeRelease'>;

export interface SwitchFeature extends Command<'SwitchFeature'> {
  readonly feature: string;
  readonly enabled: boolean;
  readonly reason: string;
  /** Of the rollback that a feature that is switched off leads to. */
  readonly rollback: { readonly id: string; readonly activation: string };
}

export interface SetAutoRollback extends Command<'SetAutoRollback'> {
  readonly enabled: boolean;
  readonly reason: string;
}

export interface RollBackRelease extends Command<'RollBackRelease'> {
  readonly activation: string;
  readonly reason: string;
  /** What was seen of an activation, where that was known at once: a rollback waits for nothing. */
  readonly seen?: { readonly judged: string; readonly observed: Observed } | undefined;
}

export interface RollBackOnEvidence extends Command<'RollBackOnEvidence'> {
  readonly activation: string;
  /** The activation that the evidence is about. */
  readonly judged: string;
  readonly observed: Observed;
}

export interface AbortRelease extends Command<'AbortRelease'> {
  readonly activation: string;
  readonly reason: string;
}

export type ReleaseCommand =
  | CreateRelease
  | StartRelease
  | AdvanceRelease
  | PromoteRelease
  | CompleteRelease
  | PauseRelease
  | ResumeRelease
  | SwitchFeature
  | SetAutoRollback
  | RollBackRelease
  | RollBackOnEvidence
  | AbortRelease;
