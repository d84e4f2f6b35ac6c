import type { AuditLines } from '@assay/contracts';
import { damageLine } from '@assay/contracts';
import type { Pool } from 'pg';
import type { ChainEnd } from '../store/chain-damage.js';
import { chainDamage } from '../store/chain-damage.js';

/** Verifies the hash chains of a store, telling how far it is. @param sample only so many streams, by chance */
export async function* chainLines(pool: Pool, sample?: number): AuditLines {
  const { rows } = await pool.query<{ events: number }>('SELECT count(*)::bigint AS events FROM events');
  const total = sample === undefined ? (rows[0]?.events ?? 0) : 0;
  yield { line: 'progress', done: 0, total };
  for await (const step of chainDamage(pool, sample)) {
    if (step.kind === 'seen') yield { line: 'progress', done: step.events, total };
    else if (step.kind === 'end') {
      yield { line: 'progress', done: step.events, total };
      yield done(step);
    } else
      yield damageLine({
        kind: step.kind,
        place: step.stream === '' ? 'the whole store' : `${step.stream} version ${String(step.version)}`,
        problem: step.problem,
        since: step.recordedAt?.toISOString() ?? null,
      });
  }
}

const done = ({ events, streams, others }: ChainEnd) => ({
  line: 'done' as const,
  checked: events,
  unit: 'events',
  ...(others === 0 ? {} : { leftOut: `${String(others)} of ${String(streams + others)} streams` }),
});
