import type { RolloutEvent } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition, StreamFold } from '@assay/projections';
import { existing, foldStreams } from '@assay/projections';
import { evolve } from '../rollout/rollout-evolve.fold.js';
import type { RolloutState } from '../rollout/rollout-state.js';
import { NO_ROLLOUT } from '../rollout/rollout-state.js';
import { nextStepAt } from '../rollout/schedule/schedule.js';

const FOLD: StreamFold<RolloutState, RolloutEvent> = {
  read: 'SELECT stream, state FROM rollouts WHERE stream = ANY($1)',
  initial: NO_ROLLOUT,
  evolve,
};
const WRITE = `
  INSERT INTO rollouts (stream, project, key, status, due_at, state, partition, "offset")
  SELECT stream, project, state->'design'->>'key', state->>'status', due_at, state, $5, "offset"
    FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::timestamptz[], $6::bigint[])
      AS changed (stream, project, state, due_at, "offset")
  ON CONFLICT (stream) DO UPDATE SET
    status = excluded.status, due_at = excluded.due_at, state = excluded.state, "offset" = excluded."offset"`;

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const projects = new Map(events.map(({ event }) => [event.subject, event.project]));
  const offsets = new Map(events.map(({ event, offset }) => [event.subject, offset]));
  const changed = existing(await foldStreams(events, scope, FOLD));
  await scope.query(WRITE, [
    changed.map(([stream]) => stream),
    changed.map(([stream]) => projects.get(stream)),
    changed.map(([, state]) => JSON.stringify(state)),
    changed.map(([, state]) => dueAt(state)),
    scope.partition,
    changed.map(([stream]) => offsets.get(stream)),
  ]);
}

/** When it next goes on by itself. */
const dueAt = (state: RolloutState): string | null =>
  state.status === 'in_progress' || state.status === 'paused' ? nextStepAt(state.schedule) : null;

/** All rollouts with their state, for lists and for the watch over those in progress. */
export const rolloutsProjection: ProjectionDefinition = {
  name: 'rollouts',
  version: 4,
  topics: [TOPICS.rollouts.name],
  handles: [
    'RolloutCreated',
    'RolloutStarted',
    'RolloutAdvanced',
    'RolloutPaused',
    'RolloutResumed',
    'RolloutRolledBack',
    'RolloutCompleted',
    'RolloutVersionPublished',
    'RolloutAdvanceScheduled',
    'RolloutScheduleCancelled',
    'RolloutAudienceChanged',
    'RolloutStepRefused',
    'RolloutSignalReceived',
    'RolloutHotfixNeeded',
  ],
  tables: [
    `CREATE TABLE rollouts (
      stream text PRIMARY KEY,
      project text NOT NULL,
      key text NOT NULL,
      status text NOT NULL,
      due_at timestamptz,
      state jsonb NOT NULL,
      partition integer NOT NULL,
      "offset" bigint NOT NULL
    ) WITH (fillfactor = 80)`,
    'CREATE INDEX rollouts_by_key ON rollouts (project, key)',
    'CREATE INDEX rollouts_due ON rollouts (due_at) WHERE due_at IS NOT NULL',
    'CREATE INDEX rollouts_by_offset ON rollouts (partition, "offset")',
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: ['SELECT stream, project, key, status, due_at, state FROM rollouts ORDER BY stream'],
};
