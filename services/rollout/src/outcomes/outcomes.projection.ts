import type { OutcomeRecorded } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';
import { sumUp } from './unit-outcomes.fold.js';

const WRITE = `
  INSERT INTO unit_outcomes AS known
    (project, rollout, activation, unit, first_seen, last_seen, last_error, last_error_event,
     outcomes, errors, partition)
  SELECT sums.*, $11 FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[],
     $7::bigint[], $8::uuid[], $9::bigint[], $10::bigint[]) AS sums
  ON CONFLICT (project, rollout, activation, unit, partition) DO UPDATE SET
    first_seen = least(known.first_seen, excluded.first_seen),
    last_seen = greatest(known.last_seen, excluded.last_seen),
    last_error = greatest(known.last_error, excluded.last_error),
    last_error_event = CASE
      WHEN known.last_error IS NULL OR (excluded.last_error, excluded.last_error_event)
        > (known.last_error, known.last_error_event) THEN excluded.last_error_event
      ELSE known.last_error_event END,
    outcomes = known.outcomes + excluded.outcomes,
    errors = known.errors + excluded.errors`;

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const sums = sumUp(events.map(({ event }) => event as OutcomeRecorded));
  if (sums.length === 0) return;
  await scope.query(WRITE, [
    sums.map(({ project }) => project),
    sums.map(({ rollout }) => rollout),
    sums.map(({ activation }) => activation),
    sums.map(({ unit }) => unit),
    sums.map(({ firstSeen }) => firstSeen),
    sums.map(({ lastSeen }) => lastSeen),
    sums.map(({ lastError }) => lastError),
    sums.map(({ lastErrorEvent }) => lastErrorEvent),
    sums.map(({ outcomes }) => outcomes),
    sums.map(({ errors }) => errors),
    scope.partition,
  ]);
}

/** Which flags have seen errors: told after each batch that held some. */
export type ErrorsSeen = (flags: readonly FlagWithErrors[]) => void;

export interface FlagWithErrors {
  readonly project: string;
  readonly flag: string;
}

function flagsWithErrors(events: readonly DeliveredEvent[]): readonly FlagWithErrors[] {
  const flags = new Map<string, FlagWithErrors>();
  for (const { event } of events) {
    const { project, data } = event as OutcomeRecorded;
    if (data.flag !== undefined && !data.success)
      flags.set(`${project}/${data.flag}`, { project, flag: data.flag });
  }
  return [...flags.values()];
}

/** What the units under each rollout met: the outcomes that a rollback is decided on. */
export const outcomesProjection = (errorsSeen: ErrorsSeen): ProjectionDefinition => ({
  name: 'outcomes',
  version: 1,
  topics: [TOPICS.interactions.name],
  handles: ['OutcomeRecorded'],
  tables: [
    `CREATE TABLE unit_outcomes (
      project text NOT NULL,
      rollout text NOT NULL,
      activation text NOT NULL,
      unit text NOT NULL,
      first_seen bigint NOT NULL,
      last_seen bigint NOT NULL,
      last_error bigint,
      last_error_event uuid,
      outcomes bigint NOT NULL,
      errors bigint NOT NULL,
      partition integer NOT NULL,
      PRIMARY KEY (project, rollout, activation, unit, partition)
    ) WITH (fillfactor = 80)`,
    `CREATE INDEX unit_outcomes_in_window ON unit_outcomes (project, rollout, activation, last_seen)`,
    `CREATE INDEX unit_outcomes_errors ON unit_outcomes (project, rollout, activation, last_error)
      WHERE last_error IS NOT NULL`,
  ],
  duplicates: 'by-id',
  apply,
  afterCommit: (events) => {
    const flags = flagsWithErrors(events);
    if (flags.length > 0) errorsSeen(flags);
    return Promise.resolve();
  },
  hashQueries: [
    `SELECT project, rollout, activation, unit, min(first_seen), max(last_seen), max(last_error),
            sum(outcomes), sum(errors)
       FROM unit_outcomes GROUP BY project, rollout, activation, unit
      ORDER BY project, rollout, activation, unit`,
  ],
});
