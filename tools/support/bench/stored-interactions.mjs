// A stream of interactions laid straight into the tables of the analytics engine, set by set, as they are while nothing is
// known of the experiments yet; the engine's own sweep then counts every unit from its history.
import { ensureParts, partOf } from '../../../services/analytics/dist/engine/storage/event-parts.js';

const START = Date.UTC(2026, 0, 5);
const SPAN_MS = 3 * 86_400_000;
const PROJECT = 'default';

/** Drawn from the number of the event alone: a fifth as many units as events, 20 % exposures, ten experiments. */
const DRAWN = `
  SELECT i, ${START} + i * ${SPAN_MS} / $1::bigint AS at, md5(i::text) AS salt,
    abs(hashint8extended(i, 1) % ($1::bigint / 5)) AS unit, hashint8extended(i, 2) % 5 = 0 AS is_exposure,
    'e' || abs(hashint8extended(i, 3) % 10) AS experiment, abs(hashint8extended(i, 5) % 3) AS name,
    abs(hashint8extended(i, 6) % 10000) * 10000 AS value
  FROM generate_series(0, $1::bigint - 1) AS i`;
const EVENTS = `
  INSERT INTO unit_events (id, unit_key, kind, name, time, value, details)
  SELECT (lpad(to_hex(at), 12, '0') || '7' || substr(salt, 1, 3) || '8' || substr(salt, 4, 15))::uuid,
    '${PROJECT}' || chr(31) || 'unit-' || unit, CASE WHEN is_exposure THEN 0 ELSE 1 END,
    CASE WHEN is_exposure THEN experiment ELSE (ARRAY['view', 'add_to_cart', 'purchase'])[name + 1] END, at,
    CASE WHEN NOT is_exposure THEN value END,
    CASE WHEN is_exposure THEN '[1,1,"' || CASE
      WHEN hashtextextended(experiment || unit, 4) % 2 = 0 THEN 'control' ELSE 'treatment' END || '","split",0.5]' END
  FROM (${DRAWN}) AS drawn`;

const FIRST = `
  CREATE TEMP TABLE first_exposures AS
  SELECT unit_key, name AS experiment, details::json ->> 2 AS variant, min(time) AS first, max(time) AS last
  FROM unit_events WHERE kind = 0 GROUP BY unit_key, name, details::json ->> 2`;
const STATES = `
  INSERT INTO unit_state (unit_key, partition, state)
  SELECT unit_key, 0, '[' || string_agg('["' || experiment || '",1,0,' || first || ',1,"' || variant || '",[]]', ','
    ORDER BY experiment) || ']' FROM first_exposures GROUP BY unit_key`;
const UNITS = `
  INSERT INTO strata
    (project, experiment, run, variant, phase, partition, day, dimension, value, units, units_with_error)
  SELECT '${PROJECT}', experiment, 1, variant, 1, 0, (to_timestamp(first / 1000.0) AT TIME ZONE 'UTC')::date, '', '',
    count(*), 0
  FROM first_exposures GROUP BY experiment, variant, 7`;
const RUNS = `
  INSERT INTO run_statistics (project, experiment, run, partition, excluded, first_exposure, last_exposure, last_event, changes)
  SELECT '${PROJECT}', experiment, 1, 0, 0, to_timestamp(min(first) / 1000.0), to_timestamp(max(last) / 1000.0),
    to_timestamp(max(last) / 1000.0), 1 FROM first_exposures GROUP BY experiment`;

/** Fills the tables with `count` interactions; definitions and the sweep come after it. */
export const storeInteractions = async (client, scope, count) => {
  const ids = [START, START + SPAN_MS].map((at) => at.toString(16).padStart(12, '0'));
  await client.query('BEGIN');
  await ensureParts(scope, new Set(ids.map(partOf)), new Set());
  await client.query('DROP INDEX ix_unit_events_history');
  await client.query(EVENTS, [count]);
  await client.query('CREATE INDEX ix_unit_events_history ON unit_events (unit_key)');
  for (const statement of [FIRST, STATES, UNITS, RUNS, 'DROP TABLE first_exposures'])
    await client.query(statement);
  await client.query('COMMIT');
};

/** The events that were laid there, as the log would bring them, in order of their times. */
export const storedInteractions = async (client, { newEvent, UnitExposed, InteractionRecorded }) => {
  const { rows } = await client.query(
    'SELECT id::text, unit_key, kind, name, time::float8 AS time, value::float8 AS value, details FROM unit_events ORDER BY id',
  );
  return rows.map(({ id, unit_key: key, kind, name, time, value, details }) => {
    const unit = key.slice(PROJECT.length + 1);
    const at = new Date(time).toISOString();
    const metadata = {
      id,
      source: 'bench',
      subject: unit,
      time: at,
      project: PROJECT,
      actor: 'bench',
      correlationid: id,
    };
    if (kind === 1)
      return newEvent(InteractionRecorded, metadata, {
        unit,
        name,
        value: String(value / 1e6),
        receivedAt: at,
      });
    const [run, phase, variant, reason, propensity] = JSON.parse(details);
    const data = { unit, experiment: name, run, phase, variant, reason, propensity, receivedAt: at };
    return newEvent(UnitExposed, metadata, data);
  });
};
