import type { RolloutEvent } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';
import { evolve } from '../rollout/rollout-evolve.fold.js';
import type { RolloutState } from '../rollout/rollout-state.js';
import { NO_ROLLOUT } from '../rollout/rollout-state.js';

interface Row {
  readonly stream: string;
  readonly state: RolloutState;
}

const READ = 'SELECT stream, state FROM rollouts WHERE stream = ANY($1)';
const WRITE = `
  INSERT INTO rollouts (stream, project, key, status, state)
  SELECT stream, project, state->'design'->>'key', state->>'status', state
    FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS changed (stream, project, state)
  ON CONFLICT (stream) DO UPDATE SET status = excluded.status, state = excluded.state`;

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const projects = new Map(events.map(({ event }) => [event.subject, event.project]));
  const rows = await scope.query<Row>(READ, [[...projects.keys()]]);
  const states = new Map(rows.map(({ stream, state }) => [stream, state]));
  for (const { event } of events)
    states.set(event.subject, evolve(states.get(event.subject) ?? NO_ROLLOUT, event as RolloutEvent));
  const changed = [...states].filter(([, { status }]) => status !== 'absent');
  await scope.query(WRITE, [
    changed.map(([stream]) => stream),
    changed.map(([stream]) => projects.get(stream)),
    changed.map(([, state]) => JSON.stringify(state)),
  ]);
}

/** All rollouts with their state, for lists and for the watch over those in progress. */
export const rolloutsProjection: ProjectionDefinition = {
  name: 'rollouts',
  version: 2,
  topics: [TOPICS.rollouts.name],
  handles: [
    'RolloutCreated',
    'RolloutStarted',
    'RolloutAdvanced',
    'RolloutPaused',
    'RolloutResumed',
    'RolloutRolledBack',
    'RolloutCompleted',
  ],
  tables: [
    `CREATE TABLE rollouts (
      stream text PRIMARY KEY,
      project text NOT NULL,
      key text NOT NULL,
      status text NOT NULL,
      state jsonb NOT NULL
    )`,
    'CREATE INDEX rollouts_by_key ON rollouts (project, key)',
    `CREATE INDEX rollouts_in_tier ON rollouts (stream) WHERE status IN ('in_progress', 'paused')`,
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: ['SELECT stream, project, key, status, state FROM rollouts ORDER BY stream'],
};
