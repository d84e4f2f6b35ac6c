// npm run bench projection [-- --events 200000 --batch 2000 --rounds 3 --plain]: the analytics engine, its batches applied as
// a service applies them, beside a bare set-based insert of the same rows, in the same Postgres (fsync on), in alternating
// rounds.
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
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

const inSchema = async (client, schema, work) => {
  await client.query(`CREATE SCHEMA ${schema}; SET search_path = ${schema}`);
  try {
    return await work();
  } finally {
    await client.query(`DROP SCHEMA ${schema} CASCADE; CHECKPOINT`);
  }
};

const SERVICE = 'analytics';
const PARTITION = 0;

/** Where the engine's tables of one round lie: a database with what a service has in it. */
const inService = async (client, work) => {
  await client.query('CREATE DATABASE round');
  const databaseUrl = Object.assign(new URL(server.url), { pathname: '/round' }).href;
  const database = { service: SERVICE, databaseUrl };
  const pool = createServicePool(database, { max: 1 });
  try {
    await migrate(database, EVENT_STORE_SCHEMA);
    await migrate(database, PROJECTIONS_SCHEMA);
    const places = ENGINE_PROJECTION.topics.map((topic) => ({ topic, partition: PARTITION, offset: 0 }));
    await new GenerationStore(pool, SERVICE).ensureLive(ENGINE_PROJECTION, places);
    return await work(pool);
  } finally {
    await pool.end();
    await client.query('DROP DATABASE round');
    await client.query('CHECKPOINT');
  }
};

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

/** Applies a batch while the next one is prepared, which the bus does for a projection that is behind. */
const aheadOf = (applier) => {
  let prepared = Promise.resolve();
  return async (batch, next) => {
    await prepared;
    prepared = next === undefined ? Promise.resolve() : ENGINE_PROJECTION.prepare(next.events);
    await applier.apply(batch);
  };
};

// As the service does, which runs with V8's own young generation (deploy/Dockerfile).
keepHeapSteady(HEAP_GROWTH_PERCENT);
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/**
 * Events in each second that the work took; making the events, and collecting what that leaves behind, is not counted.
 * Beside it the processor time of both sides, which depends less on what else the machine does, and for how long this
 * process had work and had none.
 */
const perSecond = async (client, what, work) => {
  const spent = { wall: 0, active: 0, idle: 0 };
  const used = await processorTime(client);
  const batches = interactionsOf();
  let next = batches.next().value;
  while (next !== undefined) {
    const batch = next;
    next = batches.next().value;
    collect({ type: 'minor' });
    used.begin();
    const [began, loop] = [performance.now(), performance.eventLoopUtilization()];
    await work(batch, next);
    const { active, idle } = performance.eventLoopUtilization(loop);
    spent.wall += performance.now() - began;
    spent.active += active;
    spent.idle += idle;
    used.end();
  }
  const each = (ms) => `${((ms * 1000) / count).toFixed(1)} µs`;
  console.log(`${what}: ${used.perEvent(count)}`);
  console.log(
    `${what}: ${each(spent.wall)} an event; Node at work ${each(spent.active)}, idle ${each(spent.idle)}.`,
  );
  return (count / spent.wall) * 1000;
};

/** What is kept, indexes included. */
const sizesOf = async (client) => {
  await client.query(
    `SELECT set_config('search_path', tables_in, false) FROM projection_generations WHERE status = 'live'`,
  );
  const { rows } = await client.query(
    `SELECT (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits
             WHERE inhparent = 'unit_events'::regclass)::float8 / (SELECT count(*) FROM unit_events) AS event,
       pg_total_relation_size('unit_state')::float8 / (SELECT count(*) FROM unit_state) AS unit,
       (SELECT count(*) FROM metric_statistics) + (SELECT count(*) FROM breakdown_statistics)
         + (SELECT count(*) FROM sketch_statistics) AS statistics`,
  );
  const { event, unit, statistics } = rows[0];
  return `Kept: ${Math.round(event)} bytes an event, ${Math.round(unit)} bytes a unit with a state, ${statistics} rows of statistics.`;
};

const engine = (client) =>
  inService(client, async (pool) => {
    const applier = new BatchApplier(pool, SERVICE, ENGINE_PROJECTION, 'live');
    await applier.apply(batchOf(contracts.TOPICS.experiments.name, 0, definitions(contracts)));
    if (!values.plain)
      await applier.apply(batchOf(contracts.TOPICS.metricDefinitions.name, 0, dimensions(contracts)));
    const rate = await perSecond(pool, 'Engine', aheadOf(applier));
    console.log(await sizesOf(pool));
    return rate;
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

const bareInsert = (client) =>
  inSchema(client, 'bare', async () => {
    await client.query(TABLE);
    return perSecond(client, 'Bare', ({ events }) =>
      inTransaction(client, () => client.query(INSERT, columnsOf(events.map(({ event }) => event)))),
    );
  });

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
chmodSync(folder, 0o711);
const server = await startLocalPostgres({ folder: join(folder, 'postgres'), password: 'bench' });
try {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query('SHOW server_version');
  describe(
    `The analytics engine beside INSERT … SELECT unnest … ON CONFLICT DO NOTHING of the same rows, in Postgres ${rows[0].server_version} with fsync on: a transaction for each ${batchSize} events, 5 % repeated, 5 % out of order, ten experiments with a proportion, a capped mean and a median each, ${values.plain ? 'without' : 'with'} a breakdown, ${rounds} alternating rounds, medians.`,
  );
  const rates = { engine: [], bare: [] };
  for (let round = 0; round < rounds; round += 1) {
    rates.bare.push(await bareInsert(client));
    rates.engine.push(await engine(client));
  }
  await client.end();
  const figure = `${count} events, batches of ${batchSize}`;
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`Peak memory of this process: ${peak} MiB.`);
  tell('projection', figure, { measured: rates.engine, baseline: rates.bare, unit: 'events/s' });
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
