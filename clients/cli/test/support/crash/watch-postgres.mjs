import pg from 'pg';
import { eventOf } from './decision-event.mjs';

/** What a transaction has done and has not committed yet, by its connection. */
const waiting = new WeakMap();
/** What a relay has in hand, by its connection. */
const relayed = new WeakMap();
/** Names of topics by their ids. */
const topics = new Map();
/** How far groups are. */
const passed = new Map();

const note = (client, ...steps) => waiting.set(client, [...(waiting.get(client) ?? []), ...steps]);
const eventsBetween = (read, place, from, until) =>
  Array.from({ length: until - from }, (_, n) => read.get(`${place}/${from + n}`)).filter(Boolean);
/** The messages in the one buffer that they are appended from, by where each begins (counted from 1) and its lengths. */
const packed = ([, , , bytes, , , , starts, ...lengths]) =>
  starts.map((start, nth) => {
    const length = lengths.reduce((sum, of) => sum + of[nth], 0);
    const text = bytes.toString('latin1', start - 1, start - 1 + length);
    return eventOf(/"ce_type":"(\w+)"/.exec(text)?.[1], text);
  });

/** The statements by which something becomes durable, and what is learnt from them. */
const statements = (step, read) => [
  [
    'INSERT INTO events (position, stream',
    (client, values) => {
      const events = values[6].map((type, nth) => eventOf(type, values[7][nth]));
      for (const event of events) step('writing', event);
      note(client, ...events.map((event) => ['stored', event]));
    },
  ],
  [
    'UPDATE projection_checkpoints AS c',
    (client, [projection, , , topic, partition, next, , first], { rowCount }) => {
      if (rowCount !== 1) return;
      const events = eventsBetween(read, `${topic}/${partition}`, first, next);
      note(client, ...events.map((event) => ['projected', event, `into ${projection}`]));
    },
  ],
  [
    'envelope::text AS envelope FROM ',
    (client, _values, { rows }) =>
      relayed.set(
        client,
        rows.map(({ envelope }) => eventOf(JSON.parse(envelope).type, envelope)),
      ),
  ],
  [
    'UPDATE relay_positions SET position',
    (client) => {
      for (const event of relayed.get(client) ?? []) step('relayed', event);
    },
  ],
  [
    'INSERT INTO bus.log',
    (_client, values) => {
      for (const event of packed(values)) step('published', event);
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
      for (const { offset, headers, value } of rows) {
        const event = eventOf(headers.ce_type, `${headers.ce_subject} ${value.toString('latin1')}`);
        read.set(`${topics.get(topicId)}/${partition}/${offset}`, event);
      }
    },
  ],
  [
    'INSERT INTO bus.positions',
    (_client, [group, , topicId, partition, next]) => {
      const place = `${topics.get(topicId)}/${partition}`;
      const from = passed.get(`${group} ${place}`) ?? next - 1;
      passed.set(`${group} ${place}`, next);
      for (const event of eventsBetween(read, place, from, next)) step('passed', event, `by ${group}`);
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
