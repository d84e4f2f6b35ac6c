import {
  AllocationChanged,
  ConclusionRefused,
  ExperimentArchived,
  ExperimentConcluded,
  ExperimentCreated,
  ExperimentEdited,
  ExperimentPaused,
  ExperimentReopened,
  ExperimentResumed,
  ExperimentStarted,
  parseStreamId,
  TOPICS,
  VariantAdded,
  VariantChanged,
  VariantRemoved,
  WeightsChanged,
} from '@assay/contracts';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';
import type { StreamEvent } from './experiment.fold.js';
import { foldExperiment } from './experiment.fold.js';
import type { ReportedExperiment } from './reported-experiment.js';

export const EXPERIMENTS = 'experiments';

const HANDLED = [
  ExperimentCreated,
  ExperimentEdited,
  VariantAdded,
  VariantChanged,
  VariantRemoved,
  ExperimentStarted,
  ExperimentPaused,
  ExperimentResumed,
  AllocationChanged,
  WeightsChanged,
  ExperimentConcluded,
  ExperimentReopened,
  ExperimentArchived,
  ConclusionRefused,
].map(({ type }) => type as string);

/** The definitions of experiments as reports need them. */
export const EXPERIMENTS_PROJECTION: ProjectionDefinition = {
  name: EXPERIMENTS,
  version: 5,
  topics: [TOPICS.experiments.name],
  handles: HANDLED,
  tables: [
    `CREATE TABLE experiments (
       project text COLLATE "C" NOT NULL, key text COLLATE "C" NOT NULL, document jsonb NOT NULL,
       CONSTRAINT pk_experiments PRIMARY KEY (project, key))`,
  ],
  duplicates: 'by-stream',
  hashQueries: ['SELECT project, key, document::text FROM experiments ORDER BY project, key'],
  async apply(delivered, scope) {
    await applyExperimentEvents(
      delivered.map(({ event }) => event as StreamEvent),
      scope,
    );
  },
};

interface Row {
  readonly project: string;
  readonly key: string;
  readonly document: ReportedExperiment;
}

/** One statement reads the experiments of the batch, one writes them. */
async function applyExperimentEvents(events: readonly StreamEvent[], scope: BatchScope): Promise<void> {
  const subjects = [...new Set(events.map(({ subject }) => subject))].map(parseStreamId);
  const stored = await scope.query<Row>(
    `SELECT project, key, document FROM unnest($1::text[], $2::text[]) AS wanted(project, key)
     JOIN experiments USING (project, key)`,
    [subjects.map(({ project }) => project), subjects.map(({ key }) => key)],
  );
  const known = new Map(stored.map(({ project, key, document }) => [`${project}/${key}`, document]));
  const changed = new Map<string, Row>();
  for (const event of events) {
    const { project, key } = parseStreamId(event.subject);
    const document = foldExperiment(known.get(`${project}/${key}`), event);
    if (document === undefined) continue;
    known.set(`${project}/${key}`, document);
    changed.set(`${project}/${key}`, { project, key, document });
  }
  await writeExperiments([...changed.values()], scope);
}

async function writeExperiments(rows: readonly Row[], scope: BatchScope): Promise<void> {
  await scope.query(
    `INSERT INTO experiments (project, key, document)
     SELECT project, key, document::jsonb FROM unnest($1::text[], $2::text[], $3::text[]) AS r(project, key, document)
     ON CONFLICT (project, key) DO UPDATE SET document = excluded.document`,
    [
      rows.map(({ project }) => project),
      rows.map(({ key }) => key),
      rows.map(({ document }) => JSON.stringify(document)),
    ],
  );
}
