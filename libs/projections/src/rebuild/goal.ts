import type { DeliveredBatch, Position } from '@assay/event-bus';
import type { Pool, PoolClient } from 'pg';
import type { Target } from '../batch/checkpoint.js';
import { standingOf } from '../batch/checkpoint.js';
import type { Distance } from './swap.js';
import { distanceOf } from './swap.js';

/** Up to where tables beside the live ones are filled. */
export interface Goal {
  /** The offset of a partition that nothing is applied from. */
  limitOf(at: Pick<DeliveredBatch, 'topic' | 'partition'>): Promise<number>;
  /** How far the tables are. */
  distance(client: Pick<PoolClient, 'query'>): Promise<Distance>;
}

/** As far as the live tables: they go on meanwhile. */
export const liveGoal = (pool: Pool, projection: string, target: Exclude<Target, 'live'>): Goal => ({
  limitOf: async (at) => (await standingOf(pool, projection, at, 'live'))?.position ?? 0,
  distance: (client) => distanceOf(client, projection, target),
});

const DONE = `
  SELECT coalesce(sum(c.position), 0)::bigint AS at
  FROM projection_generations g JOIN projection_checkpoints c USING (projection, generation)
  WHERE g.projection = $1 AND g.status = 'scratch'`;

const sumOf = (positions: readonly Position[]): number =>
  positions.reduce((sum, { offset }) => sum + offset, 0);

/** Scratch tables that end at a place of the log and stay there. */
export function fixedGoal(
  projection: string,
  { from, until }: { readonly from: readonly Position[]; readonly until: readonly Position[] },
): Goal {
  const limits = new Map(
    until.map(({ topic, partition, offset }) => [`${topic}/${String(partition)}`, offset]),
  );
  const [begin, end] = [sumOf(from), sumOf(until)];
  return {
    limitOf: ({ topic, partition }) => Promise.resolve(limits.get(`${topic}/${String(partition)}`) ?? 0),
    distance: async (client) => {
      const { rows } = await client.query<{ at: number }>(DONE, [projection]);
      const done = (rows[0]?.at ?? 0) - begin;
      return { done, total: end - begin, equal: done === end - begin };
    },
  };
}
