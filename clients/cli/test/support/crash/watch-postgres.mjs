import pg from 'pg';

/** What a transaction has done and has not committed yet, by its connection. */
const waiting = new WeakMap();
/** What a relay has in hand, by its connection. */
const relayed = new WeakMap();
/** Names of topics by their ids. */
const topics = new Map();
/** How far groups are. */
const passed = new Map();

const note = (client, ...steps) => waiting.set(client, [...(waiting.get(client) ?? []), ...steps]);
const typesBetween = (read, place, from, until) =>
  Array.from({ length: until - from }, (_, n) => read.get(`${place}/${from + n}`)).filter(Boolean);

/** The statements by which something becomes durable, and what is learnt from them. */
const statements = (step, read) => [
  [
    'INSERT INTO events (position, stream',
    (client, values) => {
      for (const type of values[6]) step('writing', type);
      note(client, ...values[6].map((type) => ['stored', type]));
    },
  ],
  [
    'UPDATE projection_checkpoints AS c',
    (client, [projection, , , topic, partition, next, , first], { rowCount }) => {
      if (rowCount !== 1) return;
      const types = typesBetween(read, `${topic}/${partition}`, first, next);
      note(client, ...types.map((type) => ['projected', type, `into ${projection}`]));
    },
  ],
  [
    'envelope::text AS envelope FROM ',
    (client, _values, { rows }) =>
      relayed.set(
        client,
        rows.map(({ envelope }) => JSON.parse(envelope).type),
      ),
  ],
  [
    'UPDATE relay_positions SET position',
    (client) => {
      for (const type of relayed.get(client) ?? []) step('relayed', type);
    },
  ],
  [
    'INSERT INTO bus.log',
    (_client, values) => {
      for (const [, type] of values[3].toString('latin1').matchAll(/"ce_type":"(\w+)"/g))
        step('published', type);
    },
  ],
  [
    'SELECT topic_id, name, partitions FROM bus.topics',
    (_client, _values, { rows }) => {
      for (const { topic_id, name } of rows) topics.set(topic_id, name);
    },
  ],
  [
    'FROM bus.log WHERE topic_id = $1',
    (_client, [topicId, partition], { rows }) => {
      for (const { offset, headers } of rows)
        read.set(`${topics.get(topicId)}/${partition}/${offset}`, headers.ce_type);
    },
  ],
  [
    'INSERT INTO bus.positions',
    (_client, [group, , topicId, partition, next]) => {
      const place = `${topics.get(topicId)}/${partition}`;
      const from = passed.get(`${group} ${place}`) ?? next - 1;
      passed.set(`${group} ${place}`, next);
      for (const type of typesBetween(read, place, from, next)) step('passed', type, `by ${group}`);
    },
  ],
];

/** Tells every durable step that goes through Postgres, once Postgres has said that it is done. */
export const watchPostgres = async (step, read) => {
  const known = statements(step, read);
  const seen = (client, text, values, result) => {
    if (text === 'COMMIT') {
      const steps = waiting.get(client) ?? [];
      waiting.delete(client);
      for (const one of steps) step(...one);
    } else if (text === 'ROLLBACK') waiting.delete(client);
    else known.find(([part]) => text.includes(part))?.[1](client, values, result);
  };
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (config, values, callback) {
    const text = typeof config === 'string' ? config : config?.text;
    if (typeof text !== 'string' || typeof config.submit === 'function')
      return query.call(this, config, values, callback);
    const given = config.values ?? (Array.isArray(values) ? values : []);
    const answered = typeof values === 'function' ? values : callback;
    if (typeof answered === 'function') {
      const told = (error, result) => {
        if (!error) seen(this, text, given, result);
        return answered(error, result);
      };
      return query.call(this, config, given, told);
    }
    return query.call(this, config, values).then((result) => {
      seen(this, text, given, result);
      return result;
    });
  };
};
