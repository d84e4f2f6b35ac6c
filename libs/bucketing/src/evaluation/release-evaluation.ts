import type { ReleaseStage } from '../definition/release-definition.js';

export type ReleaseReason =
  | 'not_started'
  | 'rolled_back'
  | 'aborted'
  | 'completed'
  | 'unit_missing'
  | 'digest_missing'
  | 'in_production'
  | 'in_staging'
  | 'other_traffic'
  | 'percentage';

/** A request that a release may be asked about. */
export interface ReleaseInput {
  /** Value of the routing key that the release names: a user, a session or a request. */
  readonly routingKey: string;
  /** What traffic it is; production when not given. */
  readonly environment?: 'production' | 'staging' | undefined;
  /** Hex SHA-256 of the routing key; asked for while the version is a canary. */
  readonly digest?: ((text: string) => string) | undefined;
}

/** Where a request goes, and what an outcome of it sends back. */
export interface ReleaseRouting {
  readonly environment: ReleaseStage;
  readonly side: 'canary' | 'stable';
  /** Keys of the features that are on for it, with commas between them. */
  readonly features: string;
}

/** Whether a request meets the new version, and why. */
export interface ReleaseEvaluation {
  readonly kind: 'release';
  readonly key: string;
  readonly enabled: boolean;
  readonly reason: ReleaseReason;
  readonly percentage: number;
  readonly activation: string | null;
  readonly revision: string;
  /** The one that it meets; left out where nobody said which version is the stable one. */
  readonly version?: string;
  readonly routing: ReleaseRouting;
}
