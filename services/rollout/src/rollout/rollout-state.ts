import type { DataOf, RolloutCreated, RolloutRolledBack, RolloutTier } from '@assay/contracts';

export type RolloutDesign = DataOf<typeof RolloutCreated>;

interface Existing {
  readonly design: RolloutDesign;
  readonly createdAt: string;
}

/** What is in force since a start, an advance or a rollback. */
interface Activated extends Existing {
  readonly activation: string;
  readonly since: string;
}

export interface Planned extends Existing {
  readonly status: 'planned';
}

/** In a tier: on for its share of the units. */
interface InTier extends Activated {
  readonly tier: RolloutTier;
  readonly percentage: number;
  /** How long it was in progress in this tier before the present activation, or before the pause; milliseconds. */
  readonly progressedMs: number;
}

export interface InProgress extends InTier {
  readonly status: 'in_progress';
}

export interface Paused extends InTier {
  readonly status: 'paused';
  readonly pausedAt: string;
  readonly reason: string;
}

export interface Completed extends Activated {
  readonly status: 'completed';
  readonly tier: RolloutTier;
  readonly percentage: number;
}

export interface RolledBack extends Activated {
  readonly status: 'rolled_back';
  readonly reason: string;
  readonly automatic: boolean;
  /** What an automatic rollback was decided on. */
  readonly evidence: DataOf<typeof RolloutRolledBack>['evidence'];
}

export type RolloutState =
  { readonly status: 'absent' } | Planned | InProgress | Paused | Completed | RolledBack;

export type ExistingRollout = Exclude<RolloutState, { readonly status: 'absent' }>;

export const NO_ROLLOUT: RolloutState = { status: 'absent' };
