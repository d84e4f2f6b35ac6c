// npm run bench statistics [-- --outcomes 200000 --rounds 9]: statistics of a rollout with many outcomes beside one with a
// thousand, kept as outcomes come and counted from every unit.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalPostgres } from '@assay/local-postgres';
import pg from 'pg';
import * as contracts from '../../libs/contracts/dist/index.js';
import { ActivationCounts } from '../../services/rollout/dist/counting/activation-counts.js';
import { StatisticsReader } from '../../services/rollout/dist/counting/statistics-reader.js';
import { OutcomeReader } from '../../services/rollout/dist/outcomes/outcome-reader.js';
import { outcomesProjection } from '../../services/rollout/dist/outcomes/outcomes.projection.js';
import { UnitHistories } from '../../services/rollout/dist/outcomes/unit-histories.js';
import { evolve } from '../../services/rollout/dist/rollout/rollout-evolve.fold.js';
import { delivering, inTransaction, scopeOf } from '../support/bench/deliveries.mjs';
import { describe, tell } from '../support/bench/figures.mjs';

const { values } = parseArgs({
  options: { outcomes: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '9' } },
});
const [many, rounds] = [Number(values.outcomes), Number(values.rounds)];
const [FEW, BATCH, HOUR] = [1_000, 2_000, 3_600_000];
const { interactions, rollouts } = contracts.TOPICS;
const definition = outcomesProjection(() => undefined);
const now = Date.now();
const agoIso = (hours) => new Date(now - hours * HOUR).toISOString();

const metadata = (key, hours) => ({
  id: contracts.derivedId('bench', key, String(hours)),
  ...{ source: 'bench', subject: `default/rollout/${key}`, time: agoIso(hours) },
  ...{ project: 'default', actor: 'bench', correlationid: 'bench' },
});
/** Begun ninety hours ago, in the third tier for thirty. */
const TIERS = [
  [90, 'tier_1_internal', 1],
  [60, 'tier_2_early_adopters', 10],
  [30, 'tier_3_general', 50],
];
const activationOf = (key, nth) => contracts.derivedId('activation', key, String(nth));
const lifeOf = (key) => [
  contracts.newEvent(contracts.RolloutCreated, metadata(key, 100), {
    ...{ key, name: key, salt: key, allow: [], deny: [], minHoursInTier: 24 },
    errorThreshold: { errorRate: 0.05, windowMs: HOUR, minOutcomes: 20 },
  }),
  ...TIERS.map(([hours, tier, percentage], nth) =>
    contracts.newEvent(
      nth === 0 ? contracts.RolloutStarted : contracts.RolloutAdvanced,
      metadata(key, hours),
      {
        ...{ activation: activationOf(key, nth), tier, percentage },
      },
    ),
  ),
];

const outcomeOf = (key, count) => (nth) => {
  const hours = 89 * (1 - nth / count);
  const unit = `${key}-${nth % Math.ceil(count * 0.8)}`;
  const id = contracts.derivedId('outcome', key, String(nth));
  return contracts.newEvent(
    contracts.OutcomeRecorded,
    { ...metadata(key, hours), id, subject: unit },
    {
      ...{ unit, flag: key, success: nth % 50 > 0, receivedAt: agoIso(hours) },
      activation: activationOf(
        key,
        TIERS.findLastIndex(([since]) => since >= hours),
      ),
    },
  );
};

const deliver = delivering(definition);

async function fill(client, key, count) {
  const outcome = outcomeOf(key, count);
  await deliver(client, rollouts.name, lifeOf(key));
  for (let from = 0; from < count; from += BATCH) {
    const events = Array.from({ length: Math.min(BATCH, count - from) }, (_, nth) => outcome(from + nth));
    await deliver(client, interactions.name, events);
  }
  const settle = () => definition.settling.settle(scopeOf(client, interactions.name));
  while (!(await inTransaction(client, settle)));
  return lifeOf(key).reduce(evolve, { status: 'absent' });
}

const timed = async (work) => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

async function compare(reader, activation, { few, large }) {
  const wanted = (state, by, from) => ({ project: 'default', rollout: state.design.key, by, from });
  const reads = [
    [
      'by tier',
      (state) => reader.kept(wanted(state, 'tier', 0), state),
      (state) => reader.countNow(wanted(state, 'tier', 0), state),
    ],
    ['by hour', (state) => reader.kept(wanted(state, 'hour', now - 48 * HOUR), state)],
    [
      'present activation',
      (state) => activation.of('default', state),
      (state) => activation.countNow('default', state),
    ],
  ];
  for (const [figure, kept, counted] of reads) {
    const [measured, baseline, before] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      measured.push(await timed(() => kept(large)));
      baseline.push(await timed(() => kept(few)));
      if (counted !== undefined && round < 3) before.push(await timed(() => counted(large)));
    }
    tell('statistics', `${figure}, ${many} outcomes beside ${FEW}`, {
      measured,
      baseline,
      unit: 'ms',
      lowerIsBetter: true,
    });
    if (before.length > 0)
      tell('statistics', `${figure}, kept beside counted from every unit`, {
        ...{ measured: measured.slice(0, 3), baseline: before, unit: 'ms', lowerIsBetter: true },
      });
  }
}

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-'));
chmodSync(folder, 0o755);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const server = await startLocalPostgres({ folder: join(folder, 'postgres'), password: 'bench' });
try {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query('CREATE SCHEMA bench; SET search_path = bench');
  for (const statement of definition.tables) await client.query(statement);
  describe(
    `Statistics of a rollout with ${many} outcomes of ${many * 0.8} units, through three tiers in ninety hours, beside those of one with ${FEW}, in one database; batches of ${BATCH}, ${rounds} alternating rounds, medians.`,
  );
  const states = { few: await fill(client, 'few', FEW), large: await fill(client, 'large', many) };
  await client.query('ANALYZE');
  const query = async (sql, parameters = []) => (await client.query(sql, [...parameters])).rows;
  const completeness = () => Promise.resolve({ completeTo: null, positions: [] });
  const model = { generation: { version: definition.version }, query, completeness };
  const models = { read: (_name, work) => work(model) };
  const reader = new StatisticsReader(models, new UnitHistories(models));
  await compare(reader, new ActivationCounts(reader, new OutcomeReader(models)), states);
  await client.end();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
