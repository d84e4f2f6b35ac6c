import type { Pool } from 'pg';
import { PositionGapError } from '../errors/position-gap.error.js';
import type { BroadcastSubscription, SharedSubscription } from '../port.js';
import { GroupMember } from './group-member.js';
import type { GroupStore } from './group-store.js';
import { readEnds } from './log-reader.js';
import type { Ownership } from './postgres-subscription.js';
import type { TopicEntry } from './topic-catalogue.js';

/** A position that lies beyond the log's end was written against another log, or a newer state of it. */
async function checked(pool: Pool, topic: TopicEntry, partition: number, offset: number): Promise<number> {
  const ends = (await readEnds(pool, [topic])).get(topic.name) ?? [];
  const end = ends.find((place) => place.partition === partition)?.end ?? 0;
  if (offset > end) throw new PositionGapError({ topic: topic.name, partition, offset }, 0, end);
  return offset;
}

/** All partitions, from the beginning or the given positions. */
export function broadcastOwnership(pool: Pool, { from = [] }: BroadcastSubscription): Ownership {
  return {
    start: (topic, partition) => {
      const given = from.find((place) => place.topic === topic.name && place.partition === partition);
      return checked(pool, topic, partition, given?.offset ?? 0);
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
  readonly pool: Pool;
  readonly store: GroupStore;
  readonly renewMs: number;
  readonly onError: (error: unknown) => void;
}

/** This process's share of the partitions, from the reader's own positions or the group's. */
export function sharedOwnership(
  { positionOf }: SharedSubscription,
  { pool, store, renewMs, onError }: GroupParts,
): Ownership {
  let member: GroupMember | undefined;
  return {
    start: async (topic, partition) => {
      const own = await positionOf?.(topic.name, partition);
      const position = own ?? (await store.position({ topicId: topic.id, partition })) ?? 0;
      return checked(pool, topic, partition, position);
    },
    commit: (lease, next) => store.commit(lease, next),
    join: (topics, onHeld) => {
      member = new GroupMember({ store, topics, renewMs, onError, onHeld });
    },
    leave: async () => member?.leave(),
    positions: () => store.positions(),
  };
}
