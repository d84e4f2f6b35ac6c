import type { ExperimentDefinition, FlagDefinition, RolloutDefinition } from '../definition/definition.js';
import type { Snapshot } from '../snapshot/snapshot.js';
import { LONGEST_CHAIN } from './audience.rules.js';
import { preparedOf } from './prepared-experiment.js';
import { namedSegments } from './rollout-segments.js';

/**
 * Why a client without the sticky store and without members' lists cannot evaluate a flag itself. `weights`: they
 * have changed, so that earlier assignments are not in the hash; `bandit`: they change all the time; `segment`: a
 * list that is too large, or too personal, to be sent to browsers; `prerequisite`: one of them is like this.
 */
export type RemoteReason = 'weights' | 'bandit' | 'segment' | 'prerequisite';

function segmentIsListed(definition: ExperimentDefinition, snapshot: Snapshot): boolean {
  return preparedOf(definition).segments.some(
    ({ segment, hash }) => snapshot.segment(segment, hash)?.kind !== 'rule',
  );
}

const isListed = (rollout: RolloutDefinition, snapshot: Snapshot): boolean =>
  namedSegments(rollout).some(({ segment, hash }) => snapshot.segment(segment, hash)?.kind !== 'rule');

function prerequisiteIsRemote(definition: ExperimentDefinition, snapshot: Snapshot, depth: number): boolean {
  return (definition.prerequisites ?? []).some(({ flag: key }) => {
    const flag = snapshot.flag(key);
    if (flag === undefined || depth >= LONGEST_CHAIN) return false;
    return flag.kind === 'experiment'
      ? reasonsAt(flag, snapshot, depth + 1).length > 0
      : flag.kind === 'rollout' && isListed(flag, snapshot);
  });
}

function reasonsAt(
  definition: ExperimentDefinition,
  snapshot: Snapshot,
  depth: number,
): readonly RemoteReason[] {
  if (definition.status !== 'running' || definition.controlOnly) return [];
  return [
    ...(definition.weightsChanged ? (['weights'] as const) : []),
    ...(definition.bandit === true ? (['bandit'] as const) : []),
    ...(segmentIsListed(definition, snapshot) ? (['segment'] as const) : []),
    ...(prerequisiteIsRemote(definition, snapshot, depth) ? (['prerequisite'] as const) : []),
  ];
}

/**
 * Must this flag be evaluated by the gateway?
 * @returns why; empty where a client with the definition alone gives every unit the same answer
 * @example remoteReasons({ ...definition, weightsChanged: true }, snapshot) // ['weights']
 */
export function remoteReasons(flag: FlagDefinition, snapshot: Snapshot): readonly RemoteReason[] {
  if (flag.kind === 'experiment') return reasonsAt(flag, snapshot, 0);
  return flag.kind === 'rollout' && isListed(flag, snapshot) ? ['segment'] : [];
}

/**
 * Does serving this experiment need the unit's earlier assignment? Then a miss in memory is looked up before a
 * variant is drawn.
 */
export const needsStickyStore = ({ weightsChanged, bandit }: ExperimentDefinition): boolean =>
  weightsChanged || bandit === true;
