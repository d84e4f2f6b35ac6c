// npm run bench report [-- --events 10000000 --rounds 5 --reports 40]: a report over many events beside one over 10,000.
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalPostgres } from '@assay/local-postgres';
import pg from 'pg';
import * as contracts from '../../libs/contracts/dist/index.js';
import { ENGINE_PROJECTION } from '../../services/analytics/dist/engine/engine.projection.js';
import { visibleSlots } from '../../services/analytics/dist/engine/storage/definitions.js';
import { foldExperiment } from '../../services/analytics/dist/experiments/experiment.fold.js';
import { STANDARD_DEFAULTS } from '../../services/analytics/dist/reports/recommendation/recommendation-defaults.js';
import { resultsReport } from '../../services/analytics/dist/reports/results.js';
import { delivering, inTransaction, scopeOf } from '../support/bench/deliveries.mjs';
import { describe, median, tell } from '../support/bench/figures.mjs';
import { definitions } from '../support/bench/interactions.mjs';
import { storedInteractions, storeInteractions } from '../support/bench/stored-interactions.mjs';

const FEW = 10_000;
const BATCH = 5_000;
const EXPERIMENT = 'e0';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    reports: { type: 'string', default: '40' },
  },
});
const [many, rounds, reports] = [Number(values.events), Number(values.rounds), Number(values.reports)];

const deliver = delivering(ENGINE_PROJECTION);

/** Tables of the engine in a schema of their own, on a connection of their own. */
const tables = async (url, schema) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE SCHEMA ${schema}; SET search_path = ${schema}; SET synchronous_commit = off`);
  for (const statement of ENGINE_PROJECTION.tables) await client.query(statement);
  return client;
};

const INTERACTIONS = contracts.TOPICS.interactions.name;
const define = async (client) => {
  await deliver(client, contracts.TOPICS.experiments.name, definitions(contracts));
  const settle = () =>
    inTransaction(client, () => ENGINE_PROJECTION.settling.settle(scopeOf(client, INTERACTIONS)));
  while (!(await settle()));
};

/** So many events are there before anything is defined; the engine then counts every unit from its history. */
const filled = async (url, count) => {
  const client = await tables(url, `events_${count}`);
  const began = performance.now();
  await storeInteractions(client, scopeOf(client, INTERACTIONS), count);
  const stored = performance.now();
  await client.query('ANALYZE');
  await define(client);
  await client.query('ANALYZE');
  const seconds = (from, to) => ((to - from) / 1000).toFixed(1);
  console.log(
    `${count} events: stored in ${seconds(began, stored)} s, counted by the engine in ${seconds(stored, performance.now())} s.`,
  );
  return client;
};

const hashOf = async (client) => {
  const hash = createHash('sha256');
  for (const query of ENGINE_PROJECTION.hashQueries)
    hash.update(JSON.stringify((await client.query(query)).rows));
  return hash.digest('hex');
};

/** The same events brought by the log, batch by batch, have to give the same model. */
const requireSameModel = async (url, swept) => {
  const client = await tables(url, 'delivered');
  await define(client);
  const events = await storedInteractions(swept, contracts);
  for (let from = 0; from < events.length; from += BATCH)
    await deliver(client, INTERACTIONS, events.slice(from, from + BATCH));
  const [one, other] = [await hashOf(swept), await hashOf(client)];
  await client.end();
  if (one !== other)
    throw new TypeError(`the model of stored events is ${one}, that of delivered ones ${other}`);
};

const VARIANTS = ['control', 'treatment'].map((key) => ({
  ...{ key, name: key, weight: 1, isControl: key === 'control' },
}));

const subjectOf = async (client) => {
  const [created] = definitions(contracts);
  const experiment = { ...foldExperiment(undefined, created), variants: VARIANTS, run: 1, status: 'running' };
  const run = { project: 'default', experiment: EXPERIMENT, run: 1 };
  const model = scopeOf(client, contracts.TOPICS.interactions.name);
  const completeTo = '2026-02-01T00:00:00.000Z';
  return {
    ...{ experiment, summary: { key: EXPERIMENT }, run, model, now: Date.parse(completeTo) },
    defaults: STANDARD_DEFAULTS,
    slots: await visibleSlots(model, run, 1),
    coverage: { completeTo, positions: [] },
  };
};

/** Milliseconds of a report: read, computed and as JSON. */
const latency = async (subject) => {
  const began = performance.now();
  const { report } = await resultsReport(subject);
  JSON.stringify(report);
  return performance.now() - began;
};

/** Medians of both, one report in turn, so that whatever else the machine does hits both. */
const inTurn = async (few, many) => {
  const times = { few: [], many: [] };
  for (let number = 0; number < reports; number += 1) {
    times.few.push(await latency(few));
    times.many.push(await latency(many));
  }
  return { few: median(times.few), many: median(times.many) };
};

const compare = async (figure, few, many) => {
  await inTurn(few, many);
  const measured = [];
  for (let round = 0; round < rounds; round += 1) measured.push(await inTurn(few, many));
  tell('report', figure, {
    measured: measured.map((round) => round.many),
    baseline: measured.map((round) => round.few),
    ...{ unit: 'ms', lowerIsBetter: true },
  });
};

const withoutQuantiles = (subject) => ({
  ...subject,
  slots: subject.slots.filter(({ spec }) => spec.type !== 'quantile'),
});

const rowsOf = async (client) => {
  const { rows } = await client.query(
    `SELECT (SELECT sum(units)::float8 FROM exposure_statistics WHERE experiment = $1) AS units,
       (SELECT count(*)::int FROM metric_statistics WHERE experiment = $1) AS metrics,
       (SELECT count(*)::int FROM sketch_totals WHERE experiment = $1) AS buckets,
       (SELECT count(*)::int FROM sketch_statistics WHERE experiment = $1) AS daily`,
    [EXPERIMENT],
  );
  return rows[0];
};

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
chmodSync(folder, 0o711);
const server = await startLocalPostgres({
  folder: join(folder, 'postgres'),
  password: 'bench',
  durable: false,
});
const clients = new Map();
try {
  describe(
    `The results of one of ten experiments with a proportion, a capped mean and a median each, with intervals, Bayesian view and recommendation: read, computed and as JSON. The engine has counted stored events; of ${FEW} of them delivery in batches gives the identical model. ${rounds} rounds of ${reports} reports of each in turn, medians.`,
  );
  for (const size of [FEW, many]) {
    clients.set(size, await filled(server.url, size));
    const { units, metrics, buckets, daily } = await rowsOf(clients.get(size));
    console.log(
      `${size} events: ${units} units; ${metrics} rows of sums, ${buckets} buckets, ${daily} of them by day.`,
    );
  }
  await requireSameModel(server.url, clients.get(FEW));
  const subjects = new Map();
  for (const size of [FEW, many]) subjects.set(size, await subjectOf(clients.get(size)));
  const [few, lots] = [subjects.get(FEW), subjects.get(many)];
  await compare(`${many} events beside ${FEW}`, few, lots);
  await compare(`${many} events beside ${FEW}, no median`, withoutQuantiles(few), withoutQuantiles(lots));
} finally {
  for (const client of clients.values()) await client.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
