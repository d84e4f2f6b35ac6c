// npm run bench auto-check [-- --experiments 1000 --rounds 5]: a check of many running experiments beside one of ten.
import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalPostgres } from '@assay/local-postgres';
import * as contracts from '../../libs/contracts/dist/index.js';
import { EVENT_BUS } from '../../libs/event-bus/dist/index.js';
import { call, startService, testConfig } from '../../libs/service-testing/dist/index.js';
import { PromotionModule } from '../../services/promotion/dist/index.js';
import { describe, tell } from '../support/bench/figures.mjs';

const FEW = 10;
const HOUR = 3_600_000;
const UNITS = 10_000;

const { values } = parseArgs({
  options: { experiments: { type: 'string', default: '1000' }, rounds: { type: 'string', default: '5' } },
});
const [experiments, rounds] = [Number(values.experiments), Number(values.rounds)];

const metric = {
  key: 'conversion',
  type: 'proportion',
  event: 'purchase',
  direction: 'increase',
  windowHours: null,
};
const hoursAgo = (hours) => new Date(Date.now() - hours * HOUR).toISOString();

/** A running experiment whose treatment is better, and by too little to be promoted: the whole assessment is made. */
const eventsOf = (project, number) => {
  const key = `e${number}`;
  const subject = contracts.streamId(project, 'experiment', key);
  const metadata = (name) => ({
    id: contracts.derivedId(project, key, name),
    source: 'bench',
    subject,
    time: hoursAgo(72),
    project,
    actor: 'user:bench',
    correlationid: key,
  });
  const design = {
    ...{ key, number, name: key, hypothesis: '', experimentType: 'ab_test', origin: 'assigned' },
    ...{
      unitType: 'user',
      trafficAllocation: 100,
      primaryMetric: metric,
      secondaryMetrics: [],
      plannedUnits: null,
    },
  };
  const variant = (name) => ({ key: name, name, isControl: name === 'control', weight: 1, config: {} });
  const started = { run: 1, phase: 1, revision: 'r1', salt: 's', startedAt: hoursAgo(72) };
  const sums = (name, successes) => ({
    ...{ variant: name, phase: 1, units: UNITS, unitsWithError: 0 },
    metrics: [{ metric: metric.key, n: UNITS, sum: String(successes), sumSquares: String(successes) }],
  });
  const decisions = [
    contracts.newEvent(contracts.ExperimentCreated, metadata('created'), design),
    contracts.newEvent(contracts.VariantAdded, metadata('control'), variant('control')),
    contracts.newEvent(contracts.VariantAdded, metadata('green'), variant('green')),
    contracts.newEvent(contracts.ExperimentStarted, metadata('started'), started),
  ].map((event, index) => ({ ...event, streamversion: index + 1 }));
  const snapshot = contracts.newEvent(
    contracts.MetricsSnapshot,
    { ...metadata('snapshot'), subject: key },
    {
      ...{
        experiment: key,
        run: 1,
        design: { control: 'control', primaryMetric: metric.key, plannedUnits: null },
      },
      ...{ metrics: [metric], variants: [sums('control', 1000), sums('green', 1300)], excludedUnits: 0 },
      ...{ firstExposureAt: hoursAgo(72), lastExposureAt: hoursAgo(0), lastEventAt: hoursAgo(0) },
      ...{ offsets: [], completeTo: hoursAgo(0) },
    },
  );
  return [...decisions, snapshot];
};

const fill = async (bus, project, count) => {
  const events = Array.from({ length: count }, (_, index) => eventsOf(project, index + 1)).flat();
  for (let at = 0; at < events.length; at += 500) await bus.publish(events.slice(at, at + 500));
};

const check = async (app, project) => {
  const began = performance.now();
  const { status, body } = await call(app, {
    ...{ method: 'POST', url: '/api/v1/auto-promotion/check', role: 'approver' },
    ...{ body: {}, project },
  });
  if (status !== 200 || body.promoted > 0) throw new Error(JSON.stringify(body));
  return { milliseconds: performance.now() - began, checked: body.checked };
};

const untilChecked = async (app, project, count) => {
  for (;;) {
    const { checked } = await check(app, project);
    if (checked === count) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};

const folder = mkdtempSync(join(tmpdir(), 'assay-bench-check-'));
const server = await startLocalPostgres({
  folder: join(folder, 'server'),
  password: 'bench',
  durable: false,
});
try {
  const config = testConfig('promotion', server.url);
  const module = PromotionModule.register(config, { AUTO_PROMOTION_MIN_IMPROVEMENT: '50' });
  const app = await startService({ config, module });
  const bus = app.get(EVENT_BUS);
  await fill(bus, 'many', experiments);
  await fill(bus, 'few', FEW);
  await untilChecked(app, 'many', experiments);
  await untilChecked(app, 'few', FEW);
  describe(
    `a check of ${experiments} running experiments over HTTP, none of them eligible, beside one of ${FEW}`,
  );
  const [measured, baseline] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    measured.push((await check(app, 'many')).milliseconds);
    baseline.push((await check(app, 'few')).milliseconds);
  }
  tell('auto-check', `${experiments} experiments`, { measured, baseline, unit: 'ms', lowerIsBetter: true });
  await app.close();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}
