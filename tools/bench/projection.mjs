// npm run bench projection [-- --events 200000 --batch 2000 --rounds 3 --plain]: the analytics engine beside a bare set-based
// insert of the same rows, in the same Postgres (fsync on), in alternating rounds.
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startLocalPostgres } from '@assay/local-postgres';
import pg from 'pg';
import * as contracts from '../../libs/contracts/dist/index.js';
import { ClientScope } from '../../libs/projections/dist/batch/client-scope.js';
import { ENGINE_PROJECTION } from '../../services/analytics/dist/engine/engine.projection.js';
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

const inTransaction = async (client, work) => {
  await client.query('BEGIN');
  await work();
  await client.query('COMMIT');
};

const scopeOf = (client, topic) => new ClientScope(client, topic, 0);

const deliver = (client, topic, events) => {
  const delivered = events.map((event, offset) => {
    const key = contracts.messageKey(event);
    return { topic, partition: 0, offset, event, key, appendedAt: 0 };
  });
  return inTransaction(client, () => ENGINE_PROJECTION.apply(delivered, scopeOf(client, topic)));
};

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

/**
 * Events in each second that the work took; making the events, and collecting what that leaves behind, is not counted.
 * Beside it the processor time of both sides, which depends less on what else the machine does.
 */
const perSecond = async (client, what, work) => {
  let spent = 0;
  const used = await processorTime(client);
  for (const batch of batchesOf(contracts, { count, batch: batchSize })) {
    collect({ type: 'minor' });
    used.begin();
    const began = performance.now();
    await work(batch);
    spent += performance.now() - began;
    used.end();
  }
  console.log(`${what}: ${used.perEvent(count)}`);
  return (count / spent) * 1000;
};

/** What is kept, indexes included. */
const sizesOf = async (client) => {
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
  inSchema(client, 'engine', async () => {
    for (const statement of ENGINE_PROJECTION.tables) await client.query(statement);
    await deliver(client, contracts.TOPICS.experiments.name, definitions(contracts));
    if (!values.plain) await deliver(client, contracts.TOPICS.metricDefinitions.name, dimensions(contracts));
    const rate = await perSecond(client, 'Engine', (batch) =>
      deliver(client, contracts.TOPICS.interactions.name, batch),
    );
    console.log(await sizesOf(client));
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
    return perSecond(client, 'Bare', (batch) =>
      inTransaction(client, () => client.query(INSERT, columnsOf(batch))),
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
