/** A compiled release: a version on its way from a canary over staging to production. */
export interface ReleaseDefinition {
  readonly kind: 'release';
  readonly key: string;
  readonly status: 'planned' | 'in_progress' | 'paused' | 'completed' | 'rolled_back' | 'aborted';
  readonly revision: string;
  /** Where the version is; null while no traffic can be taken from it. */
  readonly environment: ReleaseStage | null;
  /** 0–100 percent of production's traffic, while it is a canary. */
  readonly percentage: number;
  /** What its traffic is divided by. */
  readonly routingKey: 'user' | 'session' | 'request';
  readonly version: string;
  /** Null where nobody said what is in production. */
  readonly stableVersion: string | null;
  /** Those that are on where the version is. */
  readonly features: readonly string[];
  /** Outcomes carry it; null while no traffic can be taken from it. */
  readonly activation: string | null;
}

export type ReleaseStage = 'canary' | 'staging' | 'production';
