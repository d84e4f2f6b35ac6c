import type { RolloutEvent } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { StreamFold, Transaction } from '@assay/projections';
import { existing, foldStreams } from '@assay/projections';
import type { BatchScope } from '@assay/projections';
import { evolve } from '../rollout/rollout-evolve.fold.js';
import type { RolloutState } from '../rollout/rollout-state.js';
import { NO_ROLLOUT } from '../rollout/rollout-state.js';
import { markOf } from '../statistics/life.js';
import type { RolloutLife } from '../statistics/life.js';

const FOLD: StreamFold<RolloutState, RolloutEvent> = {
  read: 'SELECT stream, state FROM rollout_lives WHERE stream = ANY($1)',
  initial: NO_ROLLOUT,
  evolve,
};
/** Numbered under the lock of one row, so that whoever has seen a number has seen those before it. */
const NUMBERS = 'UPDATE life_changes SET head = head + $1 RETURNING (head - $1)::float8 AS before';
const WRITE = `
  INSERT INTO rollout_lives AS own (stream, project, rollout, state, audience, first, last, change)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::text[], $6::text[], $7::text[], $8::bigint[])
  ON CONFLICT (stream) DO UPDATE SET
    state = excluded.state, audience = excluded.audience, first = excluded.first, last = excluded.last,
    change = CASE WHEN (own.audience, own.first, own.last) = (excluded.audience, excluded.first, excluded.last)
                  THEN own.change ELSE excluded.change END`;

/** Rollouts as their streams have them, each with the number of the last change that concerns what is counted. */
export async function applyLives(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const projects = new Map(events.map(({ event }) => [event.subject, event.project]));
  const changed = existing(await foldStreams(events, scope, FOLD));
  if (changed.length === 0) return;
  const [numbers] = await scope.query<{ readonly before: number }>(NUMBERS, [changed.length]);
  const marks = changed.map(([, state]) => markOf(state));
  await scope.query(WRITE, [
    changed.map(([stream]) => stream),
    changed.map(([stream]) => projects.get(stream)),
    changed.map(([, { design }]) => design.key),
    changed.map(([, state]) => JSON.stringify(state)),
    marks.map(({ audience }) => audience),
    marks.map(({ first }) => first),
    marks.map(({ last }) => last),
    changed.map((_, nth) => (numbers?.before ?? 0) + nth + 1),
  ]);
}

const READ = `
  SELECT life.project, life.rollout,
         jsonb_build_object('design', life.state->'design', 'history', life.state->'history') AS life
    FROM unnest($1::text[], $2::text[]) AS asked (project, rollout)
    JOIN rollout_lives AS life USING (project, rollout)`;

interface Named {
  readonly project: string;
  readonly rollout: string;
}

/** Lives of these rollouts, as far as they are known. */
export const readLives = (
  transaction: Transaction,
  named: readonly Named[],
): Promise<readonly (Named & { readonly life: RolloutLife })[]> =>
  transaction.query(READ, [named.map(({ project }) => project), named.map(({ rollout }) => rollout)]);
