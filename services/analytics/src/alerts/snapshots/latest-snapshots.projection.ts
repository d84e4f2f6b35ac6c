import type { MetricsSnapshot } from '@assay/contracts';
import { MetricsSnapshot as Snapshot, TOPICS } from '@assay/contracts';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';
import type { Taken } from './latest-snapshot.fold.js';
import { latestSnapshot } from './latest-snapshot.fold.js';

export const LATEST_SNAPSHOTS = 'latest-snapshots';

/** The newest snapshot of every run, by what it covers of the log: what alerts on results are raised on. */
export const LATEST_SNAPSHOTS_PROJECTION: ProjectionDefinition = {
  name: LATEST_SNAPSHOTS,
  version: 3,
  topics: [TOPICS.metrics.name],
  handles: [Snapshot.type],
  tables: [
    `CREATE TABLE latest_snapshots (
       project text COLLATE "C" NOT NULL, experiment text COLLATE "C" NOT NULL, run int NOT NULL,
       id uuid NOT NULL, taken_at text NOT NULL, data json NOT NULL,
       CONSTRAINT pk_latest_snapshots PRIMARY KEY (project, experiment, run))`,
  ],
  duplicates: 'by-model',
  hashQueries: [
    `SELECT project, experiment, run, id::text FROM latest_snapshots ORDER BY project, experiment, run`,
  ],
  async apply(delivered, scope) {
    const snapshots = delivered.map(({ event }) => event as MetricsSnapshot);
    const latest = await storedSnapshots(scope, snapshots);
    const changed = new Map<string, MetricsSnapshot>();
    for (const snapshot of snapshots) {
      const key = keyOf(snapshot.project, snapshot.data);
      const known = latest.get(key);
      if (latestSnapshot<Taken>(known, snapshot) === known) continue;
      latest.set(key, snapshot);
      changed.set(key, snapshot);
    }
    await writeSnapshots(scope, [...changed.values()]);
  },
};

interface Row {
  readonly project: string;
  readonly id: string;
  readonly time: string;
  readonly data: MetricsSnapshot['data'];
}

const keyOf = (project: string, { experiment, run }: MetricsSnapshot['data']): string =>
  `${project}/${experiment}/${String(run)}`;

async function storedSnapshots(
  scope: BatchScope,
  snapshots: readonly MetricsSnapshot[],
): Promise<Map<string, Taken>> {
  const rows = await scope.query<Row>(
    `SELECT DISTINCT ON (project, experiment, run) project, id::text AS id, taken_at AS time, data
     FROM unnest($1::text[], $2::text[], $3::int[]) AS wanted(project, experiment, run)
     JOIN latest_snapshots USING (project, experiment, run)`,
    [
      snapshots.map(({ project }) => project),
      snapshots.map(({ data }) => data.experiment),
      snapshots.map(({ data }) => data.run),
    ],
  );
  return new Map(rows.map((row) => [keyOf(row.project, row.data), row]));
}

async function writeSnapshots(scope: BatchScope, rows: readonly MetricsSnapshot[]): Promise<void> {
  if (rows.length === 0) return;
  await scope.query(
    `INSERT INTO latest_snapshots AS stored (project, experiment, run, id, taken_at, data)
     SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::json[])
     ON CONFLICT (project, experiment, run) DO UPDATE
       SET id = excluded.id, taken_at = excluded.taken_at, data = excluded.data`,
    [
      rows.map(({ project }) => project),
      rows.map(({ data }) => data.experiment),
      rows.map(({ data }) => data.run),
      rows.map(({ id }) => id),
      rows.map(({ time }) => time),
      rows.map(({ data }) => JSON.stringify(data)),
    ],
  );
}
