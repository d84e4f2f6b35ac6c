import type { AlertEvent, AlertRaised, GuardrailBreach } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';

const GUARDRAIL_RULES: ReadonlySet<string> = new Set(['guardrail-threshold', 'guardrail-metric']);

const WRITE = `
  INSERT INTO open_breaches (stream, project, experiment, run, breach)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::jsonb[])
  ON CONFLICT (stream) DO UPDATE SET run = excluded.run, breach = excluded.breach`;
const REMOVE = 'DELETE FROM open_breaches WHERE stream = ANY($1)';

function breachOf({ data, time }: AlertRaised): GuardrailBreach {
  const { rule, subject, message, value, limit } = data;
  return { rule, subject, message, value, limit, raisedAt: time };
}

const isGuardrail = ({ data }: AlertEvent): boolean =>
  GUARDRAIL_RULES.has(data.rule) && data.experiment !== undefined;

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const latest = new Map<string, AlertEvent>();
  for (const { event } of events)
    if (isGuardrail(event as AlertEvent)) latest.set(event.subject, event as AlertEvent);
  const raised = [...latest.values()].filter((event) => event.type === 'AlertRaised');
  await scope.query(REMOVE, [[...latest.keys()]]);
  await scope.query(WRITE, [
    raised.map(({ subject }) => subject),
    raised.map(({ project }) => project),
    raised.map(({ data }) => data.experiment),
    raised.map(({ data }) => data.run ?? null),
    raised.map((event) => JSON.stringify(breachOf(event))),
  ]);
}

/** Alerts on guardrails of experiments that are raised and not yet over. */
export const openBreachesProjection: ProjectionDefinition = {
  name: 'open-breaches',
  version: 1,
  topics: [TOPICS.alerts.name],
  handles: ['AlertRaised', 'AlertResolved'],
  tables: [
    `CREATE TABLE open_breaches (
      stream text PRIMARY KEY,
      project text NOT NULL,
      experiment text NOT NULL,
      run integer,
      breach jsonb NOT NULL
    )`,
    'CREATE INDEX open_breaches_by_experiment ON open_breaches (project, experiment)',
  ],
  duplicates: 'by-stream',
  apply,
  hashQueries: ['SELECT stream, project, experiment, run, breach FROM open_breaches ORDER BY stream'],
};
