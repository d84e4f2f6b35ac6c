import { ExperimentCreated, ReleaseCreated, RolloutCreated, TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';

const CREATED = [ExperimentCreated, ReleaseCreated, RolloutCreated].map(({ type }) => type as string);
const WRITE = `
  INSERT INTO approval_subjects (stream)
  SELECT * FROM unnest($1::text[]) ON CONFLICT (stream) DO NOTHING`;

async function apply(delivered: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  await scope.query(WRITE, [delivered.map(({ event }) => event.subject)]);
}

export const APPROVAL_SUBJECTS_MODEL = 'approval-subjects';

/** What approvals can be about: every experiment, release and rollout that was ever created. */
export const approvalSubjectsProjection: ProjectionDefinition = {
  name: APPROVAL_SUBJECTS_MODEL,
  version: 1,
  topics: [TOPICS.experiments.name, TOPICS.releases.name, TOPICS.rollouts.name],
  handles: CREATED,
  tables: ['CREATE TABLE approval_subjects (stream text PRIMARY KEY)'],
  duplicates: 'by-model',
  apply,
  hashQueries: ['SELECT stream FROM approval_subjects ORDER BY stream'],
};
