import type { OutcomeRecorded } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';
import type { UnitOutcomes } from './unit-outcomes.fold.js';
import { joinKnown, sumUp } from './unit-outcomes.fold.js';

const DAY_MS = 24 * 3_600_000;
/** Three times the longest window: rollbacks and advances rest on the present activation, statistics go so far back. */
const KEPT_DAYS = 90;

const KNOWN = `
  SELECT known.project, known.rollout, known.activation, known.unit, known.slots,
         known.last_seen AS "lastSeen", known.last_error AS "lastError", known.last_error_event AS "lastErrorEvent"
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS met (project, rollout, activation, unit)
    JOIN unit_outcomes AS known USING (project, rollout, activation, unit)
   WHERE known.partition = $5`;
const WRITE = `
  INSERT INTO unit_outcomes
    (project, rollout, activation, unit, partition, last_seen, last_error, last_error_event, slots)
  SELECT project, rollout, activation, unit, $5, last_seen, last_error, last_error_event, slots
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $6::bigint[], $7::bigint[], $8::uuid[], $9::jsonb[])
      AS met (project, rollout, activation, unit, last_seen, last_error, last_error_event, slots)
  ON CONFLICT (project, rollout, activation, unit, partition) DO UPDATE SET
    last_seen = excluded.last_seen,
    last_error = excluded.last_error,
    last_error_event = excluded.last_error_event,
    slots = excluded.slots`;

/** Days, so that a unit which is seen often hardly moves in the index. */
const FORGET = `DELETE FROM unit_outcomes WHERE partition = $1 AND last_seen / ${String(DAY_MS)} < $2`;

/** Where the last outcome of each flag lay: who watches looks only at what lies behind what it has seen. */
const MARK = `
  INSERT INTO rollout_activity (project, rollout, partition, "offset")
  SELECT project, rollout, $3, "offset"
    FROM unnest($1::text[], $2::text[], $4::bigint[]) AS met (project, rollout, "offset")
  ON CONFLICT (project, rollout, partition) DO UPDATE SET "offset" = excluded."offset"`;

/** One consumer at a time applies a partition, and no other one writes its rows. */
async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const batch = sumUp(events.map(({ event }) => event as OutcomeRecorded));
  if (batch.length === 0) return;
  const keys = [
    batch.map(({ project }) => project),
    batch.map(({ rollout }) => rollout),
    batch.map(({ activation }) => activation),
    batch.map(({ unit }) => unit),
    scope.partition,
  ];
  const joined = joinKnown(batch, await scope.query<UnitOutcomes>(KNOWN, keys));
  await scope.query(WRITE, [
    ...keys,
    joined.map(({ lastSeen }) => lastSeen),
    joined.map(({ lastError }) => lastError),
    joined.map(({ lastErrorEvent }) => lastErrorEvent),
    joined.map(({ slots }) => JSON.stringify(slots)),
  ]);
  await scope.query(FORGET, [scope.partition, lastReceivedDay(events) - KEPT_DAYS]);
  const flags = flagsOf(events);
  await scope.query(MARK, [
    flags.map(({ project }) => project),
    flags.map(({ flag }) => flag),
    scope.partition,
    flags.map(({ offset }) => offset),
  ]);
}

const lastReceivedDay = (events: readonly DeliveredEvent[]): number =>
  Math.floor(
    Math.max(...events.map(({ event }) => Date.parse((event as OutcomeRecorded).data.receivedAt))) / DAY_MS,
  );

export interface Flag {
  readonly project: string;
  readonly flag: string;
}

/** Which flags have seen outcomes: told after each batch that held some. */
export type OutcomesSeen = (flags: readonly Flag[]) => void;

interface SeenFlag extends Flag {
  /** Of its last outcome. */
  readonly offset: number;
}

function flagsOf(events: readonly DeliveredEvent[]): readonly SeenFlag[] {
  const flags = new Map<string, SeenFlag>();
  for (const { event, offset } of events) {
    const { project, data } = event as OutcomeRecorded;
    if (data.flag !== undefined) flags.set(`${project}/${data.flag}`, { project, flag: data.flag, offset });
  }
  return [...flags.values()];
}

/** What the units under each rollout met: the outcomes that a rollback is decided on. */
export const outcomesProjection = (outcomesSeen: OutcomesSeen): ProjectionDefinition => ({
  name: 'outcomes',
  version: 7,
  topics: [TOPICS.interactions.name],
  handles: ['OutcomeRecorded'],
  tables: [
    `CREATE TABLE unit_outcomes (
      project text NOT NULL,
      rollout text NOT NULL,
      activation text NOT NULL,
      unit text NOT NULL,
      last_seen bigint NOT NULL,
      last_error bigint,
      last_error_event uuid,
      slots jsonb NOT NULL,
      partition integer NOT NULL,
      PRIMARY KEY (project, rollout, activation, unit, partition)
    ) WITH (fillfactor = 80)`,
    `CREATE INDEX unit_outcomes_in_window ON unit_outcomes (project, rollout, activation, last_seen)`,
    `CREATE INDEX unit_outcomes_errors ON unit_outcomes (project, rollout, activation, last_error)
      WHERE last_error IS NOT NULL`,
    `CREATE INDEX unit_outcomes_old ON unit_outcomes (partition, (last_seen / ${String(DAY_MS)}))`,
    `CREATE TABLE rollout_activity (
      project text NOT NULL,
      rollout text NOT NULL,
      partition integer NOT NULL,
      "offset" bigint NOT NULL,
      PRIMARY KEY (project, rollout, partition)
    ) WITH (fillfactor = 80)`,
    `CREATE INDEX rollout_activity_by_offset ON rollout_activity (partition, "offset")`,
  ],
  duplicates: { withinMs: KEPT_DAYS * DAY_MS },
  apply,
  afterCommit: (events) => {
    const flags = flagsOf(events);
    if (flags.length > 0) outcomesSeen(flags);
    return Promise.resolve();
  },
  // Partitions forget at different times, but none of them forgets what is half as old as that.
  hashQueries: [
    `SELECT project, rollout, activation, unit, last_seen, last_error, last_error_event,
            (SELECT jsonb_agg(slot) FROM jsonb_array_elements(slots) AS slot WHERE (slot->>0)::bigint >= newest.since)
       FROM unit_outcomes,
            (SELECT max(last_seen) - ${String((KEPT_DAYS / 2) * DAY_MS)} AS since FROM unit_outcomes) AS newest
      WHERE last_seen >= newest.since
      ORDER BY project, rollout, activation, unit, last_seen`,
  ],
});
