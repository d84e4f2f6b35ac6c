const STREAM = 'default/experiment/checkout';
const EVENTS = `assignment.events`;
const LOG = `bus.log AS l USING bus.topics AS t WHERE t.topic_id = l.topic_id AND t.name = 'assay.experiments.v1'`;
/** First assignments, as they are read. */
export const MODEL = 'assignment_assignments_v1_g1.assignments';
/** Where what was deleted is kept until it is put back. */
export const KEPT_TABLES = [
  `CREATE TEMP TABLE kept_events AS SELECT * FROM ${EVENTS} LIMIT 0`,
  'CREATE TEMP TABLE kept_log AS SELECT * FROM bus.log LIMIT 0',
];

const LOSE_A_MESSAGE = `TRUNCATE kept_log;
  WITH gone AS (DELETE FROM ${LOG} AND l."offset" = 1 RETURNING l.*) INSERT INTO kept_log SELECT * FROM gone`;
const FIND_IT_AGAIN = 'INSERT INTO bus.log SELECT * FROM kept_log';

/** A damage, how it is undone, and what of it is found by which check. */
export const DAMAGES: readonly (readonly [string, string, string, string, readonly string[]])[] = [
  [
    'a changed byte of an event',
    'chain',
    `UPDATE ${EVENTS} SET envelope = replace(envelope::text, '"checkout"', '"cHeckout"')::json WHERE stream = '${STREAM}' AND version = 1`,
    `UPDATE ${EVENTS} SET envelope = replace(envelope::text, '"cHeckout"', '"checkout"')::json WHERE stream = '${STREAM}' AND version = 1`,
    ['event-altered'],
  ],
  [
    'a deleted event',
    'chain',
    `WITH gone AS (DELETE FROM ${EVENTS} WHERE stream = '${STREAM}' AND version = 2 RETURNING *)
     INSERT INTO kept_events SELECT * FROM gone`,
    `INSERT INTO ${EVENTS} SELECT * FROM kept_events`,
    ['event-missing', 'positions-missing'],
  ],
  [
    'a stream that notes another end',
    'chain',
    `UPDATE assignment.streams SET version = version + 1 WHERE id = '${STREAM}'`,
    `UPDATE assignment.streams SET version = version - 1 WHERE id = '${STREAM}'`,
    ['event-missing'],
  ],
  [
    'a changed header of a message',
    'log',
    `UPDATE bus.log l SET headers = replace(l.headers::text, 'user:', 'usur:')::json
     FROM bus.topics t WHERE t.topic_id = l.topic_id AND t.name = 'assay.experiments.v1'`,
    `UPDATE bus.log l SET headers = replace(l.headers::text, 'usur:', 'user:')::json
     FROM bus.topics t WHERE t.topic_id = l.topic_id AND t.name = 'assay.experiments.v1'`,
    ['record-altered'],
  ],
  ['a deleted message', 'log', LOSE_A_MESSAGE, FIND_IT_AGAIN, ['record-missing']],
  [
    'a deleted message, over which nothing can be replayed',
    'models',
    LOSE_A_MESSAGE,
    FIND_IT_AGAIN,
    ['log-gap'],
  ],
  [
    'a changed row of a read model',
    'models',
    `UPDATE ${MODEL} SET variant = 'other' WHERE unit = 'u7'`,
    `UPDATE ${MODEL} SET variant = event -> 'data' ->> 'variant' WHERE unit = 'u7'`,
    ['row-changed'],
  ],
  [
    'an added row of a read model',
    'models',
    `INSERT INTO ${MODEL} SELECT project, experiment, run, 'ghost', variant, gen_random_uuid(), event FROM ${MODEL} LIMIT 1`,
    `DELETE FROM ${MODEL} WHERE unit = 'ghost'`,
    ['row-added'],
  ],
  [
    'an assignment that is not what memory holds',
    'sticky',
    `UPDATE ${MODEL} SET event = replace(event::text, '"variant":"' || variant || '"', '"variant":"other"')::json WHERE unit = 'u7'`,
    `UPDATE ${MODEL} SET event = replace(event::text, '"variant":"other"', '"variant":"' || variant || '"')::json WHERE unit = 'u7'`,
    ['sticky-differs'],
  ],
  [
    'a checkpoint beyond the log',
    'models',
    `UPDATE assignment.projection_checkpoints SET position = position + 1000 WHERE projection = 'identity-links'`,
    `UPDATE assignment.projection_checkpoints SET position = position - 1000 WHERE projection = 'identity-links'`,
    ['checkpoint-beyond-log'],
  ],
];

const ofAUnit = (before: string, after: string): string =>
  `UPDATE bus.log l SET value = convert_to(replace(convert_from(l.value, 'UTF8'), '${before}', '${after}'), 'UTF8')
   FROM bus.topics t WHERE t.topic_id = l.topic_id AND t.name = 'assay.assignments.v1'
     AND convert_from(l.value, 'UTF8') LIKE '%"unit":"u7"%'`;

/** The variant of a unit in the log, which has no store beside it. */
export const ALTERED_RECORD = {
  damage: ofAUnit('"variant":"', '"variant":"no-'),
  undo: ofAUnit('"variant":"no-', '"variant":"'),
};
