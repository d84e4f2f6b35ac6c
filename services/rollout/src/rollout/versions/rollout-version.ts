import type { DataOf, RolloutVersionPublished, VersionRef } from '@assay/contracts';

export interface RolloutVersion extends Omit<DataOf<typeof RolloutVersionPublished>, 'version'> {
  readonly number: number;
  readonly publishedAt: string;
  /** When it was last begun to be served: in a tier, or to all. */
  readonly servedSince: string | null;
  /** When it last went through all tiers. */
  readonly liveSince: string | null;
  /** When it was rolled back, and why; a new start gives it another chance. */
  readonly bad: { readonly at: string; readonly reason: string } | null;
}

type Versions = readonly RolloutVersion[];

const KEPT = 10;
const KEPT_MS = 72 * 3_600_000;

export const refOf = ({ number, name }: RolloutVersion): VersionRef => ({ number, name });

export const versionNumbered = (versions: Versions, number: number): RolloutVersion | undefined =>
  versions.find((version) => version.number === number);

/** The versions with one of them changed. */
export const withVersion = (
  versions: Versions,
  number: number | undefined,
  change: Partial<RolloutVersion>,
): Versions => versions.map((version) => (version.number === number ? { ...version, ...change } : version));

/**
 * The last ten versions, all that were published or served within 72 hours, and those that are served.
 * @param now ISO time
 * @param served numbers of the versions that are on for somebody
 */
export function keptVersions(versions: Versions, now: string, served: readonly number[]): Versions {
  const since = Date.parse(now) - KEPT_MS;
  return versions.filter(
    ({ number, publishedAt, servedSince }, index) =>
      index >= versions.length - KEPT ||
      served.includes(number) ||
      [publishedAt, servedSince].some((at) => at !== null && Date.parse(at) > since),
  );
}

/** Where a rollback may go to: was live, is kept and was not rolled back itself. */
export const isSafe = ({ liveSince, bad }: RolloutVersion): boolean => liveSince !== null && bad === null;

/** The version that was live last before this one, those known to be bad passed over. */
export const previousLive = (versions: Versions, current: number | undefined): RolloutVersion | undefined =>
  versions
    .filter((version) => isSafe(version) && version.number !== current)
    .sort((a, b) => ((a.liveSince ?? '') < (b.liveSince ?? '') ? 1 : -1))[0];
