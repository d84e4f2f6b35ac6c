import type { MetricsSnapshot } from '@assay/contracts';
import { MetricsSnapshot as Snapshot, TOPICS } from '@assay/contracts';
import type { ProjectionDefinition } from '@assay/projections';

export const LATEST_SNAPSHOTS = 'latest-snapshots';

/** The newest snapshot of every run, as the log has it: what alerts on results are raised on. */
export const LATEST_SNAPSHOTS_PROJECTION: ProjectionDefinition = {
  name: LATEST_SNAPSHOTS,
  version: 2,
  topics: [TOPICS.metrics.name],
  handles: [Snapshot.type],
  tables: [
    `CREATE TABLE latest_snapshots (
       project text COLLATE "C" NOT NULL, experiment text COLLATE "C" NOT NULL, run int NOT NULL,
       id uuid NOT NULL, taken_at timestamptz NOT NULL, data json NOT NULL,
       CONSTRAINT pk_latest_snapshots PRIMARY KEY (project, experiment, run))`,
  ],
  duplicates: 'by-id',
  hashQueries: [
    `SELECT project, experiment, run, id::text FROM latest_snapshots ORDER BY project, experiment, run`,
  ],
  async apply(delivered, scope) {
    const latest = new Map<string, MetricsSnapshot>();
    for (const { event } of delivered) {
      const snapshot = event as MetricsSnapshot;
      const key = `${snapshot.project}/${snapshot.data.experiment}/${String(snapshot.data.run)}`;
      const known = latest.get(key);
      if (known === undefined || known.time < snapshot.time) latest.set(key, snapshot);
    }
    const rows = [...latest.values()];
    await scope.query(
      `INSERT INTO latest_snapshots AS stored (project, experiment, run, id, taken_at, data)
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::uuid[], $5::timestamptz[], $6::json[])
       ON CONFLICT (project, experiment, run) DO UPDATE
         SET id = excluded.id, taken_at = excluded.taken_at, data = excluded.data
         WHERE stored.taken_at < excluded.taken_at`,
      [
        rows.map(({ project }) => project),
        rows.map(({ data }) => data.experiment),
        rows.map(({ data }) => data.run),
        rows.map(({ id }) => id),
        rows.map(({ time }) => time),
        rows.map(({ data }) => JSON.stringify(data)),
      ],
    );
  },
};
