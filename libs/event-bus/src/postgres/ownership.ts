import type { BroadcastSubscription, SharedSubscription } from '../port.js';
import { GroupMember } from './group-member.js';
import type { GroupStore } from './group-store.js';
import type { Ownership } from './postgres-subscription.js';

/** All partitions, from the beginning or the given positions. */
export function broadcastOwnership({ from = [] }: BroadcastSubscription): Ownership {
  return {
    start: (topic, partition) => {
      const given = from.find((place) => place.topic === topic.name && place.partition === partition);
      return Promise.resolve(given?.offset);
    },
    join: (topics, onHeld) => {
      const all = topics.flatMap(({ id: topicId, partitions }) =>
        Array.from({ length: partitions }, (_, partition) => ({ topicId, partition })),
      );
      void onHeld(all);
    },
    leave: () => Promise.resolve(),
    commit: () => Promise.resolve(true),
    positions: () => Promise.resolve([]),
  };
}

interface GroupParts {
  readonly store: GroupStore;
  readonly renewMs: number;
  readonly onError: (error: unknown) => void;
}

/** This process's share of the partitions, from the reader's own positions or the group's. */
export function sharedOwnership(
  { positionOf }: SharedSubscription,
  { store, renewMs, onError }: GroupParts,
): Ownership {
  let member: GroupMember | undefined;
  return {
    start: async (topic, partition) => {
      const own = await positionOf?.(topic.name, partition);
      return own ?? store.position({ topicId: topic.id, partition });
    },
    commit: (lease, next) => store.commit(lease, next),
    join: (topics, onHeld) => {
      member = new GroupMember({ store, topics, renewMs, onError, onHeld });
    },
    leave: async () => member?.leave(),
    positions: () => store.positions(),
  };
}
