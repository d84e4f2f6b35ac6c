import type { ExperimentDefinition, ExperimentEvaluation, StickyAssignment } from '@assay/bucketing';
import type { EventMetadata } from '@assay/contracts';
import { newEvent, UnitAssigned } from '@assay/contracts';
import type { StickyEntry, StickyKey } from '@assay/sticky';

/** Who asks, and on whose behalf. */
export interface Caller {
  readonly project: string;
  readonly actor: string;
}

export const stickyKeyOf = (
  { project }: Caller,
  { key, run }: ExperimentDefinition,
  unit: string,
): StickyKey => ({ project, experiment: key, run: run ?? 0, unit });

/** The assignment that an entry records. */
export function assignmentOf({ event }: Pick<StickyEntry, 'event'>): StickyAssignment {
  const { variant, bucket, propensity, phase, revision, linkedFrom } = event.data;
  const held = { variant, bucket, propensity, phase, revision };
  return linkedFrom === undefined ? held : { ...held, unit: linkedFrom };
}

/** The event of a first assignment; undefined where nothing was drawn. */
export function unitAssigned(
  { experiment, run, unit }: StickyKey,
  metadata: EventMetadata,
  { variant, bucket, propensity, phase, revision, reason }: ExperimentEvaluation,
  read?: Readonly<Record<string, unknown>>,
): UnitAssigned | undefined {
  if (variant === null || bucket === null || propensity === null || phase === null) return undefined;
  const by = reason === 'bandit' ? 'bandit' : 'split';
  // One literal: an object that grows takes half as much memory again, and a gateway holds a hundred thousand of them.
  const data = { experiment, run, phase, unit, variant, bucket, reason: by, propensity, revision } as const;
  return newEvent(UnitAssigned, metadata, read === undefined ? data : { attributes: { ...read }, ...data });
}
