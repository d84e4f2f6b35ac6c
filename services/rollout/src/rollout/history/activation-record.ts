import type { VersionRef } from '@assay/contracts';

/** One stretch of a rollout’s life, with what was served in it. */
export interface ActivationRecord {
  readonly activation: string;
  readonly by: string;
  readonly since: string;
  readonly tier: string;
  readonly percentage: number;
  readonly version: VersionRef | null;
}
