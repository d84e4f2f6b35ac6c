import type { MetricsSnapshot } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';
import type { RunEvidence } from './run-evidence.js';
import { foldSnapshot } from './run-evidence.fold.js';

interface RunKey {
  readonly project: string;
  readonly experiment: string;
  readonly run: number;
}

type Row = RunKey & RunEvidence;

const READ = `
  SELECT project, experiment, run, snapshot, minima FROM run_evidence
    JOIN unnest($1::text[], $2::text[], $3::int[]) AS wanted (project, experiment, run)
   USING (project, experiment, run)`;
const WRITE = `
  INSERT INTO run_evidence (project, experiment, run, snapshot, minima)
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::jsonb[], $5::jsonb[])
  ON CONFLICT (project, experiment, run)
  DO UPDATE SET snapshot = excluded.snapshot, minima = excluded.minima`;

const nameOf = ({ project, experiment, run }: RunKey): string => `${project}/${experiment}/${String(run)}`;

const columnsOf = (keys: readonly RunKey[]): readonly unknown[] => [
  keys.map(({ project }) => project),
  keys.map(({ experiment }) => experiment),
  keys.map(({ run }) => run),
];

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const snapshots = events.map(({ event }) => event as MetricsSnapshot);
  const runs = new Map<string, RunKey>();
  for (const { project, data } of snapshots) {
    const key = { project, experiment: data.experiment, run: data.run };
    runs.set(nameOf(key), key);
  }
  const rows = await scope.query<Row>(READ, columnsOf([...runs.values()]));
  const known = new Map<string, RunEvidence>(rows.map((row) => [nameOf(row), row]));
  for (const { project, data } of snapshots) {
    const name = nameOf({ project, experiment: data.experiment, run: data.run });
    known.set(name, foldSnapshot(known.get(name), data));
  }
  const evidence = [...runs.keys()].map((name) => known.get(name));
  await scope.query(WRITE, [
    ...columnsOf([...runs.values()]),
    evidence.map((entry) => JSON.stringify(entry?.snapshot)),
    evidence.map((entry) => JSON.stringify(entry?.minima)),
  ]);
}

/** The latest metrics of every run, with the running minimum of its always-valid p-values. */
export const runEvidenceProjection: ProjectionDefinition = {
  name: 'run-evidence',
  version: 2,
  topics: [TOPICS.metrics.name],
  handles: ['MetricsSnapshot'],
  tables: [
    `CREATE TABLE run_evidence (
      project text NOT NULL,
      experiment text NOT NULL,
      run integer NOT NULL,
      snapshot jsonb NOT NULL,
      minima jsonb NOT NULL,
      PRIMARY KEY (project, experiment, run)
    )`,
  ],
  // A snapshot that is applied again covers no more than itself and lowers no minimum.
  duplicates: 'by-model',
  apply,
  hashQueries: [
    'SELECT project, experiment, run, snapshot, minima FROM run_evidence ORDER BY project, experiment, run',
  ],
};
