import { contentRevision } from '../revisions/content-revision.js';
import type { ExperimentDesign, Override, RunState, Variant } from './experiment-state.js';

/** What is served, without the run it is served in. */
export interface Served {
  readonly design: ExperimentDesign;
  readonly variants: readonly Variant[];
  readonly overrides: readonly Override[];
}

type Place = Pick<RunState, 'run' | 'phase' | 'salt'> & Partial<Pick<RunState, 'bucketVersion'>>;

// What is left out has the hash of what could not be said yet: older experiments keep their revisions.
function partsOf({ design, overrides }: Served) {
  const { targeting, layer, holdouts, prerequisites, hashing, experimentType } = design;
  return {
    ...{ targeting, layer, holdouts, prerequisites, hashing },
    bandit: experimentType === 'bandit' ? true : undefined,
    overrides: overrides.length === 0 ? undefined : overrides,
  };
}

/**
 * The content hash of all that the experiment itself says about which variant a unit is drawn: the same content has
 * the same revision, wherever and whenever it is computed.
 */
export function revisionOf(served: Served, { run, phase, salt, bucketVersion = 1 }: Place): string {
  const { key, trafficAllocation } = served.design;
  const variants = served.variants.map(({ key: variant, isControl, weight, config }) => ({
    variant,
    isControl,
    weight,
    config,
  }));
  const version = bucketVersion === 1 ? undefined : bucketVersion;
  const place = { run, phase, salt, bucketVersion: version };
  return contentRevision({ key, ...place, trafficAllocation, variants, ...partsOf(served) });
}

/** The revision of a definition together with the content of all that it refers to; alone, it is its own. */
export const revisionWith = (own: string, references: Readonly<Record<string, unknown>>): string =>
  Object.keys(references).length === 0 ? own : contentRevision({ own, references });
