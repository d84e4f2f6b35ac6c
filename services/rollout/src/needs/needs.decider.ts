import type { DataOf, EventMetadata } from '@assay/contracts';
import { newEvent, RolloutNeedsSet } from '@assay/contracts';
import type { Decider } from '@assay/event-store';

export type Need = DataOf<typeof RolloutNeedsSet>['needs'][number];

/** What each rollout of a project needs. */
export type NeedsGraph = ReadonlyMap<string, readonly Need[]>;

export interface SetNeeds {
  readonly type: 'SetNeeds';
  readonly metadata: EventMetadata;
  readonly rollout: string;
  readonly needs: readonly Need[];
}

export interface NeedsRefusal {
  readonly code: 'NEEDS_CYCLE';
  /** From the rollout back to itself. */
  readonly path: readonly string[];
}

/** The way from one rollout to another over what they need; undefined where there is none. */
function pathTo(
  graph: NeedsGraph,
  from: string,
  to: string,
  seen: Set<string>,
): readonly string[] | undefined {
  if (from === to) return [to];
  if (seen.has(from)) return undefined;
  seen.add(from);
  for (const { rollout } of graph.get(from) ?? []) {
    const path = pathTo(graph, rollout, to, seen);
    if (path !== undefined) return [from, ...path];
  }
  return undefined;
}

/**
 * Which rollouts of a project need which others. They are one stream, so that two changes at the same time cannot
 * close a circle between them.
 */
export const needsDecider: Decider<NeedsGraph, SetNeeds, RolloutNeedsSet, NeedsRefusal> = {
  initial: new Map(),
  evolve: (graph, { data }) => new Map([...graph, [data.rollout, data.needs]]),
  decide({ metadata, rollout, needs }, graph) {
    for (const needed of needs) {
      const path = pathTo(graph, needed.rollout, rollout, new Set());
      if (path !== undefined)
        return { outcome: 'refused', refusal: { code: 'NEEDS_CYCLE', path: [rollout, ...path] } };
    }
    const event = newEvent(RolloutNeedsSet, metadata, { rollout, needs: needs.map((need) => ({ ...need })) });
    return { outcome: 'accepted', events: [event] };
  },
};
