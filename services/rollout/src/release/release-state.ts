import type { DataOf, ReleaseCreated, ReleaseEnvironment, ReleaseRolledBack } from '@assay/contracts';

export type ReleaseDesign = DataOf<typeof ReleaseCreated>;
export type RollbackFacts = Pick<DataOf<typeof ReleaseRolledBack>, 'trigger' | 'reason' | 'evidence'>;

interface Existing {
  readonly design: ReleaseDesign;
  readonly createdAt: string;
  readonly autoRollback: boolean;
  /** Features of the version, on or off where it is. */
  readonly features: Readonly<Record<string, boolean>>;
}

export interface Planned extends Existing {
  readonly status: 'planned';
}

/** Who gets what, since when. */
interface Activated extends Existing {
  readonly activation: string;
  readonly since: string;
}

/** The version has traffic. */
interface Serving extends Activated {
  readonly environment: ReleaseEnvironment;
  /** Of the traffic of production. */
  readonly trafficPercent: number;
  /** How long it went on in this step before the present stretch, or before the pause; milliseconds. */
  readonly progressedMs: number;
  readonly progressingSince: string;
  /** A rollback of the present activation that autoRollback, being off, did not do. */
  readonly withheld: (RollbackFacts & { readonly at: string }) | null;
}

export interface InProgress extends Serving {
  readonly status: 'in_progress';
}

export interface Paused extends Serving {
  readonly status: 'paused';
  readonly pausedAt: string;
  readonly reason: string;
}

export interface Completed extends Activated {
  readonly status: 'completed';
}

export interface RolledBack extends Activated, RollbackFacts {
  readonly status: 'rolled_back';
  readonly automatic: boolean;
}

export interface Aborted extends Activated {
  readonly status: 'aborted';
  readonly reason: string;
}

export type LiveRelease = InProgress | Paused;
export type ExistingRelease = Planned | LiveRelease | Completed | RolledBack | Aborted;
export type ReleaseState = { readonly status: 'absent' } | ExistingRelease;

export const NO_RELEASE: ReleaseState = { status: 'absent' };

/** Does the version have traffic that can be taken from it? */
export const isLive = (release: ReleaseState): release is LiveRelease =>
  release.status === 'in_progress' || release.status === 'paused';

/** Features that are on, in the order of the design. */
export const enabledFeatures = ({ features }: Existing): readonly string[] =>
  Object.keys(features).filter((feature) => features[feature] === true);

/** How long has a release gone on in its step? A pause does not count. Milliseconds. */
export const progressedMs = (release: LiveRelease, now: string): number =>
  release.status === 'paused'
    ? release.progressedMs
    : release.progressedMs + Date.parse(now) - Date.parse(release.progressingSince);
