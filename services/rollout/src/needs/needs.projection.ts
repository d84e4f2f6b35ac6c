import type { RolloutNeedsSet } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';

const FORGET = `
  DELETE FROM rollout_needs USING unnest($1::text[], $2::text[]) AS changed (project, rollout)
   WHERE rollout_needs.project = changed.project AND rollout_needs.rollout = changed.rollout`;
const WRITE = `
  INSERT INTO rollout_needs (project, rollout, needed, on_rollback)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])`;

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const last = new Map<string, RolloutNeedsSet>();
  for (const { event } of events) {
    const set = event as RolloutNeedsSet;
    last.set(`${set.project}/${set.data.rollout}`, set);
  }
  const changed = [...last.values()];
  const keys = [changed.map(({ project }) => project), changed.map(({ data }) => data.rollout)];
  await scope.query(FORGET, keys);
  const rows = changed.flatMap(({ project, data }) => data.needs.map((need) => ({ project, data, need })));
  await scope.query(WRITE, [
    rows.map(({ project }) => project),
    rows.map(({ data }) => data.rollout),
    rows.map(({ need }) => need.rollout),
    rows.map(({ need }) => need.onRollback),
  ]);
}

/** Which rollouts need which others, to be asked from both sides. */
export const needsProjection: ProjectionDefinition = {
  name: 'needs',
  version: 1,
  topics: [TOPICS.rollouts.name],
  handles: ['RolloutNeedsSet'],
  tables: [
    `CREATE TABLE rollout_needs (
      project text NOT NULL,
      rollout text NOT NULL,
      needed text NOT NULL,
      on_rollback text NOT NULL,
      PRIMARY KEY (project, rollout, needed)
    )`,
    'CREATE INDEX rollout_needs_needed ON rollout_needs (project, needed)',
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: ['SELECT project, rollout, needed, on_rollback FROM rollout_needs ORDER BY 1, 2, 3'],
};
