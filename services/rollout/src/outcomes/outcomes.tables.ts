import { KEPT_DAYS } from '../counting/forget-units.js';
import { DAY_MS } from '../statistics/unit-counts.fold.js';

export const OUTCOMES_TABLES: readonly string[] = [
  `CREATE TABLE unit_outcomes (
    project text NOT NULL,
    rollout text NOT NULL,
    activation text NOT NULL,
    unit text COLLATE "C" NOT NULL,
    last_seen bigint NOT NULL,
    last_error bigint,
    last_error_event uuid,
    slots jsonb NOT NULL,
    partition integer NOT NULL,
    PRIMARY KEY (project, rollout, unit, activation, partition)
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
];

/** Partitions forget at different times, but none of them forgets what is half as old as the oldest that is kept. */
const NEWEST = `newest AS (SELECT max(last_seen) - ${String((KEPT_DAYS / 2) * DAY_MS)} AS since FROM unit_outcomes)`;
const SUMS = ['units', 'enabled', 'failed', 'outcomes', 'errors', 'server_errors']
  .map((name) => `sum(${name})::text AS ${name}`)
  .join(', ');
const COUNTED = `project, rollout, "by", name, at::text AS at, ${SUMS} FROM outcome_counts`;
const ORDER = `GROUP BY project, rollout, "by", name, outcome_counts.at HAVING sum(units) <> 0
  ORDER BY project COLLATE "C", rollout COLLATE "C", "by", outcome_counts.at, name COLLATE "C"`;

/** Of activations and tiers, those of rollouts that nothing is forgotten of yet; of hours and days, those that every partition has. */
export const OUTCOMES_HASH_QUERIES: readonly string[] = [
  `WITH ${NEWEST}
   SELECT project, rollout, activation, unit, last_seen, last_error, last_error_event,
          (SELECT jsonb_agg(slot) FROM jsonb_array_elements(slots) AS slot WHERE (slot->>0)::bigint >= newest.since)
     FROM unit_outcomes, newest WHERE last_seen >= newest.since
    ORDER BY project, rollout, activation, unit, last_seen`,
  `WITH ${NEWEST}
   SELECT ${COUNTED}, newest
    WHERE "by" IN ('activation', 'tier') AND EXISTS (
      SELECT 1 FROM rollout_lives AS life
       WHERE life.project = outcome_counts.project AND life.rollout = outcome_counts.rollout
         AND extract(epoch FROM (life.state->'history'->0->>'since')::timestamptz) * 1000 >= newest.since)
    ${ORDER}`,
  `SELECT ${COUNTED}
    WHERE "by" IN ('hour', 'day')
      AND at >= (SELECT max(received_day) - 2 FROM counting_progress)::bigint * ${String(DAY_MS)}
    ${ORDER}`,
];
