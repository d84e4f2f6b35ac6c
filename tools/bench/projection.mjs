// npm run bench projection [-- --events 200000 --batch 2000 --rounds 3 --plain]: the analytics engine, its batches applied as
// a service applies them, beside a bare set-based insert of the same rows. Both grow side by side, each in a Postgres of its
// own (fsync on), a few batches at a time in turn: what others do on the machine falls on both of them.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startLocalPostgres } from '@assay/local-postgres';
import pg from 'pg';
import * as contracts from '../../libs/contracts/dist/index.js';
import { createServicePool, EVENT_STORE_SCHEMA, migrate } from '../../libs/event-store/dist/index.js';
import { keepHeapSteady } from '../../libs/platform/dist/index.js';
import { BatchApplier } from '../../libs/projections/dist/batch/batch-applier.js';
import { GenerationStore } from '../../libs/projections/dist/generations/generation-store.js';
import { PROJECTIONS_SCHEMA } from '../../libs/projections/dist/index.js';
import { ENGINE_PROJECTION } from '../../services/analytics/dist/engine/engine.projection.js';
import { HEAP_GROWTH_PERCENT } from '../../services/analytics/dist/heap-growth.js';
import { inTransaction } from '../support/bench/deliveries.mjs';
import { describe, tell } from '../support/bench/figures.mjs';
import { batchesOf, definitions, dimensions } from '../support/bench/interactions.mjs';
import { processorTime } from '../support/bench/processor-time.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '200000' },
    batch: { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    plain: { type: 'boolean', default: false },
  },
});
const [count, batchSize, rounds] = [Number(values.events), Number(values.batch), Number(values.rounds)];

/** Batches that a side applies before it is the other's turn. */
const STRETCH = 10;
const SERVICE = 'analytics';
const PARTITION = 0;

/** Events as the log delivers them from an offset on. */
const batchOf = (topic, firstOffset, events) => {
  const nextOffset = firstOffset + events.length;
  const delivered = events.map((event, index) => {
    const key = contracts.messageKey(event);
    return { topic, partition: PARTITION, offset: firstOffset + index, event, key, appendedAt: 0 };
  });
  return { topic, partition: PARTITION, events: delivered, firstOffset, nextOffset, endOffset: nextOffset };
};

/** The interactions as batches, of which each is made when the one before it is asked for. */
function* interactionsOf() {
  let offset = 0;
  for (const events of batchesOf(contracts, { count, batch: batchSize })) {
    yield batchOf(contracts.TOPICS.interactions.name, offset, events);
    offset += events.length;
  }
}

// As the service does, which runs with V8's own young generation (deploy/Dockerfile).
keepHeapSteady(HEAP_GROWTH_PERCENT);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/**
 * What a side takes for the interactions, which it applies batch by batch when it is its turn: making the events, and
 * collecting what that leaves behind, is not counted. Beside the time of day it tells the processor time, which depends
 * less on what else the machine does, and for how long this process had work and had none.
 */
const sideOf = async (what, client, apply) => {
  const spent = { wall: 0, active: 0, idle: 0 };
  const used = await processorTime(client);
  const batches = interactionsOf();
  let next = batches.next().value;
  const each = (ms) => `${((ms * 1000) / count).toFixed(1)} µs`;
  return {
    isDone: () => next === undefined,
    take: async () => {
      const batch = next;
      next = batches.next().value;
      collect({ type: 'minor' });
      used.begin();
      const [began, loop] = [performance.now(), performance.eventLoopUtilization()];
      await apply(batch, next);
      const { active, idle } = performance.eventLoopUtilization(loop);
      spent.wall += performance.now() - began;
      spent.active += active;
      spent.idle += idle;
      used.end();
    },
    print: () => {
      console.log(`${what}: ${used.perEvent(count)}`);
      console.log(
        `${what}: ${each(spent.wall)} an event; Node at work ${each(spent.active)}, idle ${each(spent.idle)}.`,
      );
    },
    perSecond: () => (count / spent.wall) * 1000,
  };
};

/** What is kept, indexes included. */
const sizesOf = async (client) => {
  await client.query(
    `SELECT set_config('search_path', tables_in, false) FROM projection_generations WHERE status = 'live'`,
  );
  const { rows } = await client.query(
    `SELECT current_setting('server_version') AS version,
       (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits
             WHERE inhparent = 'unit_events'::regclass)::float8 / (SELECT count(*) FROM unit_events) AS event,
       pg_total_relation_size('unit_state')::float8 / (SELECT count(*) FROM unit_state) AS unit,
       (SELECT count(*) FROM metric_statistics) + (SELECT count(*) FROM breakdown_statistics)
         + (SELECT count(*) FROM sketch_statistics) AS statistics`,
  );
  const { version, event, unit, statistics } = rows[0];
  return `Kept in Postgres ${version}: ${Math.round(event)} bytes an event, ${Math.round(unit)} bytes a unit with a state, ${statistics} rows of statistics.`;
};

/** Applies a batch while the next one is prepared, which the bus does for a projection that is behind. */
const aheadOf = (applier) => (batch, next) =>
  Promise.all([
    next === undefined ? undefined : ENGINE_PROJECTION.prepare(next.events),
    applier.apply(batch),
  ]);

/** A server of its own, with the settings of the embedded one. */
const onServer = async (name, work) => {
  const server = await startLocalPostgres({ folder: join(folder, name), password: 'bench' });
  try {
    return await work(server.url);
  } finally {
    await server.stop();
    rmSync(join(folder, name), { recursive: true });
  }
};

/** The engine in a database with what a service has in it. */
const withEngine = (work) =>
  onServer('engine', async (databaseUrl) => {
    const database = { service: SERVICE, databaseUrl };
    const pool = createServicePool(database, { max: 1, idleTimeoutMillis: 0 });
    try {
      await migrate(database, EVENT_STORE_SCHEMA);
      await migrate(database, PROJECTIONS_SCHEMA);
      const places = ENGINE_PROJECTION.topics.map((topic) => ({ topic, partition: PARTITION, offset: 0 }));
      await new GenerationStore(pool, SERVICE).ensureLive(ENGINE_PROJECTION, places);
      const applier = new BatchApplier(pool, SERVICE, ENGINE_PROJECTION, 'live');
      await applier.apply(batchOf(contracts.TOPICS.experiments.name, 0, definitions(contracts)));
      if (!values.plain)
        await applier.apply(batchOf(contracts.TOPICS.metricDefinitions.name, 0, dimensions(contracts)));
      return await work(await sideOf('Engine', pool, aheadOf(applier)), pool);
    } finally {
      await pool.end();
    }
  });

const TABLE = `CREATE TABLE raw (
  id uuid PRIMARY KEY, unit text NOT NULL, name text NOT NULL, time timestamptz NOT NULL, value numeric, attributes jsonb)`;
const INSERT = `INSERT INTO raw
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::numeric[], $6::jsonb[])
  ON CONFLICT (id) DO NOTHING`;

const columnsOf = (batch) => [
  batch.map(({ id }) => id),
  batch.map(({ data }) => data.unit),
  batch.map(({ data }) => data.name ?? data.experiment),
  batch.map(({ time }) => time),
  batch.map(({ data }) => data.value ?? null),
  batch.map(({ data: { variant, run, phase } }) =>
    variant ? JSON.stringify({ variant, run, phase }) : null,
  ),
];

const withBareInsert = (work) =>
  onServer('bare', async (connectionString) => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    const insert = ({ events }) =>
      inTransaction(client, () => client.query(INSERT, columnsOf(events.map(({ event }) => event))));
    try {
      await client.query(TABLE);
      return await work(await sideOf('Bare', client, insert));
    } finally {
      await client.end();
    }
  });

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
chmodSync(folder, 0o711);
const rates = { engine: [], bare: [] };

const takeTurns = async (sides) => {
  for (let turn = 0; sides.some((side) => !side.isDone()); turn += 1)
    for (const side of turn % 2 === 0 ? sides : sides.toReversed())
      for (let taken = 0; taken < STRETCH && !side.isDone(); taken += 1) await side.take();
};

const round = () =>
  withBareInsert((bare) =>
    withEngine(async (engine, pool) => {
      await takeTurns([bare, engine]);
      bare.print();
      engine.print();
      console.log(await sizesOf(pool));
      rates.bare.push(bare.perSecond());
      rates.engine.push(engine.perSecond());
    }),
  );

describe(
  `The analytics engine beside INSERT … SELECT unnest … ON CONFLICT DO NOTHING of the same rows, each in a Postgres of its own with fsync on: a transaction for each ${batchSize} events, 5 % repeated, 5 % out of order, ten experiments with a proportion, a capped mean and a median each, ${values.plain ? 'without' : 'with'} a breakdown, ${STRETCH} batches at a time in turn, ${rounds} rounds, medians.`,
);
try {
  for (let n = 0; n < rounds; n += 1) await round();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const peak = Math.round(process.resourceUsage().maxRSS / 1024);
console.log(`Peak memory of this process: ${peak} MiB.`);
const figure = `${count} events, batches of ${batchSize}`;
tell('projection', figure, { measured: rates.engine, baseline: rates.bare, unit: 'events/s' });
