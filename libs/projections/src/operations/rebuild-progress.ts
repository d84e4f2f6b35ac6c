import type { Pool } from 'pg';
import type { Generation } from '../generations/generation.js';
import type { GenerationStore } from '../generations/generation-store.js';
import { distanceOf } from '../rebuild/swap.js';
import type { RebuildProgress } from './projection-status.js';

const rate = (events: number, from: Date, to: number): number => {
  const seconds = (to - from.getTime()) / 1000;
  return seconds > 0 ? Math.round(events / seconds) : 0;
};

async function eventsIn(pool: Pool, { projection, generation }: Generation): Promise<number> {
  const { rows } = await pool.query<{ events: number }>(
    `SELECT coalesce(sum(position), 0)::bigint AS events FROM projection_checkpoints
     WHERE projection = $1 AND generation = $2`,
    [projection, generation],
  );
  return rows[0]?.events ?? 0;
}

/**
 * How far the rebuild of a projection is, or the last one was; undefined when there has been none.
 * @param now milliseconds since 1970, for the rate
 */
export async function rebuildProgress(
  pool: Pool,
  generations: GenerationStore,
  projection: string,
  now: number,
): Promise<RebuildProgress | undefined> {
  const newest = (await generations.list(projection)).find(
    ({ status }) => status !== 'scratch' && status !== 'kept',
  );
  if (newest === undefined || (newest.generation === 1 && newest.status === 'live')) return undefined;
  const { generation, version, startedAt, liveAt, found } = newest;
  const common = { projection, generation, version, found, startedAt: startedAt.toISOString() };
  if (newest.status === 'building') {
    const { done, total } = await distanceOf(pool, projection);
    const eventsPerSecond = rate(done, startedAt, now);
    return {
      ...common,
      state: 'running',
      eventsDone: done,
      eventsTotal: total,
      eventsPerSecond,
      finishedAt: null,
    };
  }
  const events = await eventsIn(pool, newest);
  const finishedAt = liveAt?.toISOString() ?? null;
  const eventsPerSecond = rate(events, startedAt, liveAt?.getTime() ?? now);
  const state = newest.status === 'held' ? 'held' : 'done';
  return { ...common, state, eventsDone: events, eventsTotal: events, eventsPerSecond, finishedAt };
}
