import type { OutcomeRecorded } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import type { DeliveredEvent } from '@assay/event-bus';
import type { BatchScope, ProjectionDefinition } from '@assay/projections';
import type { MinuteOutcomes } from './watched-outcomes.fold.js';
import { joinMinute, sumByMinute } from './watched-outcomes.fold.js';

/** A week of minutes: the longest window that a limit may have. */
export const PLACES = 10_080;
/** What comes later is in no window any more. */
const REMEMBERED_MS = 2 * PLACES * 60_000;

const READ = `
  SELECT known.project, known.flag, known.minute, known.outcomes, known.errors, known.latencies
    FROM unnest($1::text[], $2::text[], $3::int[]) AS met (project, flag, place)
    JOIN minute_outcomes AS known USING (project, flag, place)
   WHERE known.partition = $4`;
const WRITE = `
  INSERT INTO minute_outcomes (project, flag, place, partition, minute, outcomes, errors, latencies)
  SELECT project, flag, place, $4, minute, outcomes, errors, latencies
    FROM unnest($1::text[], $2::text[], $3::int[], $5::int[], $6::int[], $7::int[], $8::jsonb[])
      AS met (project, flag, place, minute, outcomes, errors, latencies)
  ON CONFLICT (project, flag, place, partition) DO UPDATE SET
    minute = excluded.minute,
    outcomes = excluded.outcomes,
    errors = excluded.errors,
    latencies = excluded.latencies`;

type Placed = Pick<MinuteOutcomes, 'project' | 'flag' | 'minute'>;

const placeOf = ({ minute }: Placed): number => minute % PLACES;
const nameOf = (minute: Placed): string => `${minute.project}/${minute.flag}/${String(placeOf(minute))}`;

async function apply(events: readonly DeliveredEvent[], scope: BatchScope): Promise<void> {
  const met = sumByMinute(events.map(({ event }) => event as OutcomeRecorded));
  if (met.length === 0) return;
  const keysOf = (minutes: readonly Placed[]) => [
    minutes.map(({ project }) => project),
    minutes.map(({ flag }) => flag),
    minutes.map(placeOf),
    scope.partition,
  ];
  const rows = await scope.query<MinuteOutcomes>(READ, keysOf(met));
  const known = new Map(rows.map((row) => [nameOf(row), row]));
  for (const minute of met) known.set(nameOf(minute), joinMinute(known.get(nameOf(minute)), minute));
  const joined = [...known.values()];
  await scope.query(WRITE, [
    ...keysOf(joined),
    joined.map(({ minute }) => minute),
    joined.map(({ outcomes }) => outcomes),
    joined.map(({ errors }) => errors),
    joined.map(({ latencies }) => JSON.stringify(latencies)),
  ]);
}

/** Outcomes by flag and minute over the last week: what promoted winners are watched by. */
export const watchedOutcomesProjection: ProjectionDefinition = {
  name: 'watched-outcomes',
  version: 4,
  topics: [TOPICS.interactions.name],
  handles: ['OutcomeRecorded'],
  tables: [
    `CREATE TABLE minute_outcomes (
      project text NOT NULL,
      flag text NOT NULL,
      place integer NOT NULL,
      partition integer NOT NULL,
      minute integer NOT NULL,
      outcomes integer NOT NULL,
      errors integer NOT NULL,
      latencies jsonb NOT NULL,
      PRIMARY KEY (project, flag, place, partition)
    ) WITH (fillfactor = 80)`,
  ],
  duplicates: { withinMs: REMEMBERED_MS },
  apply,
  hashQueries: [
    `SELECT project, flag, minute, outcomes, errors, latencies
       FROM minute_outcomes ORDER BY project, flag, minute, outcomes, errors, latencies::text`,
  ],
};
