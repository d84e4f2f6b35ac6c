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

export interface InProgress extends Activated {
  readonly status: 'in_progress';
  readonly tier: RolloutTier;
  readonly percentage: number;
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

export type RolloutState = { readonly status: 'absent' } | Planned | InProgress | Completed | RolledBack;

export type ExistingRollout = Exclude<RolloutState, { readonly status: 'absent' }>;

export const NO_ROLLOUT: RolloutState = { status: 'absent' };
