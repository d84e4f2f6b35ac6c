import type { AlertEvent } from '@assay/contracts';
import { AlertRaised, AlertResolved, TOPICS } from '@assay/contracts';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';

export const ALERTS = 'alerts';

/** Every alert that was ever raised, by whichever service, and when it was over. */
export const ALERTS_PROJECTION: ProjectionDefinition = {
  name: ALERTS,
  version: 1,
  topics: [TOPICS.alerts.name],
  handles: [AlertRaised.type, AlertResolved.type],
  tables: [
    `CREATE TABLE alerts (
       id uuid NOT NULL, project text COLLATE "C" NOT NULL, rule text COLLATE "C" NOT NULL,
       subject text COLLATE "C" NOT NULL, severity text NOT NULL, experiment text COLLATE "C", source text NOT NULL,
       raised_at timestamptz NOT NULL, resolved_at timestamptz, raised json NOT NULL, resolved json,
       CONSTRAINT pk_alerts PRIMARY KEY (id))`,
    'CREATE INDEX ix_alerts_page ON alerts (project, raised_at DESC, id DESC)',
    'CREATE INDEX ix_alerts_open ON alerts (rule) WHERE resolved_at IS NULL',
  ],
  duplicates: 'by-stream',
  hashQueries: [
    `SELECT id::text, project, rule, subject, severity, experiment, source,
       (extract(epoch FROM raised_at) * 1000)::bigint::text AS raised_at,
       (extract(epoch FROM resolved_at) * 1000)::bigint::text AS resolved_at, raised::text, resolved::text
     FROM alerts ORDER BY id`,
  ],
  async apply(delivered, scope) {
    const events = delivered.map(({ event }) => event as AlertEvent);
    await insertRaised(
      scope,
      events.filter((event) => event.type === 'AlertRaised'),
    );
    await updateResolved(
      scope,
      events.filter((event) => event.type === 'AlertResolved'),
    );
  },
};

async function insertRaised(scope: BatchScope, events: readonly AlertRaised[]): Promise<void> {
  if (events.length === 0) return;
  await scope.query(
    `INSERT INTO alerts (id, project, rule, subject, severity, experiment, source, raised_at, raised)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::timestamptz[], $9::json[])`,
    [
      events.map(({ id }) => id),
      events.map(({ project }) => project),
      events.map(({ data }) => data.rule),
      events.map(({ data }) => data.subject),
      events.map(({ data }) => data.severity),
      events.map(({ data }) => data.experiment ?? null),
      events.map(({ source }) => source),
      events.map(({ time }) => time),
      events.map(({ data }) => JSON.stringify(data)),
    ],
  );
}

async function updateResolved(scope: BatchScope, events: readonly AlertResolved[]): Promise<void> {
  if (events.length === 0) return;
  await scope.query(
    `UPDATE alerts SET resolved_at = news.resolved_at, resolved = news.resolved
     FROM unnest($1::uuid[], $2::timestamptz[], $3::json[]) AS news(id, resolved_at, resolved)
     WHERE alerts.id = news.id`,
    [
      events.map(({ data }) => data.alert),
      events.map(({ time }) => time),
      events.map(({ data }) => JSON.stringify(data)),
    ],
  );
}
