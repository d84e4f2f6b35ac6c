import type { AlertEvent } from '@assay/contracts';
import { AlertRaised, AlertResolved, TOPICS } from '@assay/contracts';
import type { ProjectionDefinition } from '@assay/projections';

export const ALARMS = 'alarms';

const RAISE = `INSERT INTO alarms (id, project, rule, subject, experiment)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) ON CONFLICT DO NOTHING`;

/** The alerts that are raised just now: of those that are over nothing is kept. */
export const alarmsProjection: ProjectionDefinition = {
  name: ALARMS,
  version: 1,
  topics: [TOPICS.alerts.name],
  handles: [AlertRaised.type, AlertResolved.type],
  tables: [
    `CREATE TABLE alarms (id uuid PRIMARY KEY, project text NOT NULL, rule text NOT NULL, subject text NOT NULL,
      experiment text)`,
    'CREATE INDEX alarms_of ON alarms (project, subject)',
  ],
  duplicates: 'by-stream',
  async apply(delivered, scope) {
    const events = delivered.map(({ event }) => event as AlertEvent);
    const raised = events.filter((event) => event.type === 'AlertRaised');
    await scope.query(RAISE, [
      raised.map(({ id }) => id),
      raised.map(({ project }) => project),
      raised.map(({ data }) => data.rule),
      raised.map(({ data }) => data.subject),
      raised.map(({ data }) => data.experiment ?? null),
    ]);
    const over = events.flatMap((event) => (event.type === 'AlertResolved' ? [event.data.alert] : []));
    await scope.query('DELETE FROM alarms WHERE id = ANY($1::uuid[])', [over]);
  },
  hashQueries: ['SELECT id::text, rule, subject FROM alarms ORDER BY id'],
};
