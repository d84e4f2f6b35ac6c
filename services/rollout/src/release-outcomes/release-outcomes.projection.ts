import type { OutcomeRecorded } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';
import type { OutcomeSlot } from './release-slots.fold.js';
import { joinKnown, slotsOf } from './release-slots.fold.js';

/** Twice the longest window: what is older than that counts for no verdict, and evidence is kept in the events. */
const KEPT_MS = 2 * 3_600_000;

/** What comes later than that is in no window any more, whether it came before or not. */
const REMEMBERED_MS = 7 * 24 * 3_600_000;

const KNOWN = `
  SELECT known.project, known.flag, known.activation, known.slot::float8 AS slot, known.cells
    FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) AS met (project, flag, activation, slot)
    JOIN outcome_slots AS known USING (project, flag, activation, slot)
   WHERE known.partition = $1`;
const WRITE = `
  INSERT INTO outcome_slots (project, flag, activation, slot, partition, last_offset, cells)
  SELECT project, flag, activation, slot, $1, last_offset, cells
    FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::jsonb[])
      AS met (project, flag, activation, slot, last_offset, cells)
  ON CONFLICT (project, flag, activation, slot, partition) DO UPDATE SET
    last_offset = excluded.last_offset,
    cells = excluded.cells`;
const FORGET = 'DELETE FROM outcome_slots WHERE partition = $1 AND slot < $2';

/** One consumer at a time applies a partition, and no other one writes its rows. */
async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const outcomes = events.map(({ event, offset }) => ({ event: event as OutcomeRecorded, offset }));
  const batch = slotsOf(outcomes);
  if (batch.length === 0) return;
  const keys = [
    scope.partition,
    batch.map(({ project }) => project),
    batch.map(({ flag }) => flag),
    batch.map(({ activation }) => activation),
    batch.map(({ slot }) => slot),
  ];
  const joined = joinKnown(batch, await scope.query<OutcomeSlot>(KNOWN, keys));
  await scope.query(WRITE, [
    ...keys,
    joined.map(({ lastOffset }) => lastOffset),
    joined.map(({ cells }) => JSON.stringify(cells)),
  ]);
  const received = outcomes.map(({ event }) => Date.parse(event.data.receivedAt));
  await scope.query(FORGET, [scope.partition, Math.max(...received) - KEPT_MS]);
}

/** Outcomes under each flag by slots of five seconds and side: what the health of releases is judged by. */
export const releaseOutcomesProjection = (changed: () => void): ProjectionDefinition => ({
  name: 'release-outcomes',
  version: 4,
  topics: [TOPICS.interactions.name],
  handles: ['OutcomeRecorded'],
  tables: [
    `CREATE TABLE outcome_slots (
      project text NOT NULL,
      flag text NOT NULL,
      activation text NOT NULL,
      slot bigint NOT NULL,
      partition integer NOT NULL,
      last_offset bigint NOT NULL,
      cells jsonb NOT NULL,
      PRIMARY KEY (project, flag, activation, slot, partition)
    ) WITH (fillfactor = 70)`,
    'CREATE INDEX outcome_slots_changed ON outcome_slots (partition, last_offset)',
    'CREATE INDEX outcome_slots_old ON outcome_slots (partition, slot)',
  ],
  duplicates: { withinMs: REMEMBERED_MS },
  apply,
  afterCommit: () => {
    changed();
    return Promise.resolve();
  },
  // Partitions forget at different times, but none of them forgets what the newest slot has within an hour before it.
  hashQueries: [
    `SELECT project, flag, activation, slot, (cell->>0)::int AS side,
            sum((cell->>1)::bigint)::bigint AS outcomes, sum((cell->>2)::bigint)::bigint AS errors
       FROM outcome_slots, LATERAL jsonb_array_elements(cells) AS cell
      WHERE slot > (SELECT max(slot) FROM outcome_slots) - ${String(KEPT_MS / 2)}
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`,
    `SELECT project, flag, activation, slot, (cell->>0)::int AS side, (latency->>0)::int AS bucket,
            sum((latency->>1)::bigint)::bigint AS outcomes
       FROM outcome_slots, LATERAL jsonb_array_elements(cells) AS cell,
            LATERAL jsonb_array_elements(cell->3) AS latency
      WHERE slot > (SELECT max(slot) FROM outcome_slots) - ${String(KEPT_MS / 2)}
      GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`,
  ],
});
