import type { FindingLine } from '@assay/contracts';
import { damageLine } from '@assay/contracts';
import type { Position } from '@assay/event-bus';
import type { Generation } from '../generations/generation.js';
import type { RuntimeParts } from '../running/projection-runner.js';

/** Partitions in which a model claims to have applied more than the log has: a log that was restored from before. */
export async function beyondTheLog(
  { pool, bus, service }: Pick<RuntimeParts, 'pool' | 'bus' | 'service'>,
  { projection, generation, liveAt }: Generation,
): Promise<readonly FindingLine[]> {
  const { rows } = await pool.query<Position>(
    `SELECT topic, partition, position AS "offset" FROM projection_checkpoints
     WHERE projection = $1 AND generation = $2 ORDER BY topic, partition`,
    [projection, generation],
  );
  const topics = [...new Set(rows.map(({ topic }) => topic))];
  const ends = new Map(
    await Promise.all(topics.map(async (topic) => [topic, await bus.ends(topic)] as const)),
  );
  return rows.flatMap(({ topic, partition, offset }) => {
    const end = ends.get(topic)?.find((place) => place.partition === partition)?.end ?? 0;
    if (offset <= end) return [];
    return [
      damageLine({
        kind: 'checkpoint-beyond-log',
        place: `${service} ${projection}: ${topic}[${String(partition)}]`,
        problem: `it has applied ${String(offset)} messages, and the log has ${String(end)}`,
        since: liveAt?.toISOString() ?? null,
      }),
    ];
  });
}
