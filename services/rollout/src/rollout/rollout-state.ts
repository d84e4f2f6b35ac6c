import type { DataOf, RolloutCreated, RolloutPaused, RolloutRolledBack, VersionRef } from '@assay/contracts';
import type { ActivationRecord } from './history/activation-record.js';
import type { Schedule } from './schedule/schedule.js';
import type { RolloutVersion } from './versions/rollout-version.js';

type Created = DataOf<typeof RolloutCreated>;

/** What was decided about a rollout when it was created, with what older ones left to the house filled in. */
export type RolloutDesign = Omit<Created, 'tiers' | 'triggers' | 'version'> &
  Required<Pick<Created, 'tiers' | 'triggers'>>;

/** Everybody who is in no tier has this version. */
export interface Live {
  readonly version: VersionRef;
  readonly activation: string;
}

export interface Existing {
  readonly design: RolloutDesign;
  readonly createdAt: string;
  /** Those that are kept, in the order of their numbers. */
  readonly versions: readonly RolloutVersion[];
  readonly live: Live | null;
  readonly schedule: Schedule | null;
  /** Ids of the signals that were received last. */
  readonly signals: readonly string[];
  readonly history: readonly ActivationRecord[];
}

/** What is in force since a start, an advance or a rollback. */
interface Activated extends Existing {
  readonly activation: string;
  readonly since: string;
}

export interface Planned extends Existing {
  readonly status: 'planned';
}

/** A version is in a tier: on for its share of the units. */
interface InTier extends Activated {
  readonly version: VersionRef;
  readonly tier: string;
  readonly percentage: number;
  /** How long it was in progress in this tier before the present activation, or before the pause; milliseconds. */
  readonly progressedMs: number;
}

export interface InProgress extends InTier {
  readonly status: 'in_progress';
}

export interface Paused extends InTier, Pick<DataOf<typeof RolloutPaused>, 'reason' | 'signal' | 'needed'> {
  readonly status: 'paused';
  readonly pausedAt: string;
}

export interface Completed extends Activated {
  readonly status: 'completed';
  readonly version: VersionRef;
  readonly tier: string;
  readonly percentage: number;
}

type Rollback = DataOf<typeof RolloutRolledBack>;

/** Off for everyone, or on with the version that is live again. */
export interface RolledBack
  extends
    Activated,
    Pick<Rollback, 'reason' | 'automatic' | 'evidence' | 'trigger' | 'signal' | 'needed' | 'version'> {
  readonly status: 'rolled_back';
}

export type RolloutState =
  { readonly status: 'absent' } | Planned | InProgress | Paused | Completed | RolledBack;

export type ExistingRollout = Exclude<RolloutState, { readonly status: 'absent' }>;

export const NO_ROLLOUT: RolloutState = { status: 'absent' };
