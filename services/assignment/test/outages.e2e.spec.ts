import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evaluateExperiment } from '@assay/bucketing';
import { MetricsSnapshot, newEvent } from '@assay/contracts';
import { newId } from '@assay/platform';
import { describeWith, eventually, redisUrl, soakFactor } from '@assay/testing';
import { Redis } from 'ioredis';
import { ConfigStore } from '../src/gateway/config/config-store.js';
import type { AssignmentApp, AssignmentAppOptions } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';
import { BOUGHT, snapshotData } from './support/bandit-story.js';
import { cutDatabase, silentRedis, tell } from './support/outage.js';
import type { Given } from './support/steady-units.js';
import { Asking, failed, moved, unitsNamed } from './support/steady-units.js';

const ADMIN = '/api/v1/admin/experiments';
const VARIANTS = [{ key: 'control', isControl: true }, { key: 'b' }, { key: 'c' }];
const UNITS = unitsNamed('visitor', 300);
const ROUNDS = Math.min(10, 2 * soakFactor());

const running: AssignmentApp[] = [];
async function start(options: AssignmentAppOptions = {}): Promise<AssignmentApp> {
  const service = await assignmentApp(options);
  running.push(service);
  return service;
}
/** The last one first: the first one owns the database. */
async function stopAll(): Promise<void> {
  for (const service of running.splice(0).reverse()) await service.stop();
}
afterEach(stopAll);

const definitionIn = ({ app }: AssignmentApp, key: string) =>
  app.get(ConfigStore).table.of('default').experiment(key);

async function startExperiment(service: AssignmentApp, key: string, design: object = {}): Promise<void> {
  await service.call('POST', ADMIN, { key, variants: VARIANTS, ...design });
  await service.call('POST', `${ADMIN}/${key}/start`, {});
  await eventually(() => definitionIn(service, key)?.status === 'running');
}

const reweighted = (service: AssignmentApp, key: string) =>
  eventually(() => definitionIn(service, key)?.weightsChanged === true);

const allProjected = (service: AssignmentApp, key: string) =>
  eventually(
    async () => {
      const answers = await Promise.all(
        UNITS.map((unit) => service.call('GET', `${ADMIN}/${key}/assignments/${unit}`)),
      );
      return answers.every(({ status }) => status === 200);
    },
    { timeoutMs: 60_000 },
  );

/** What the hash alone gives by the weights of now: the control run of everything that remembers. */
function byHash(service: AssignmentApp, key: string): readonly Given[] {
  const definition = definitionIn(service, key);
  return UNITS.map((unit) => {
    const { variant } = definition ? evaluateExperiment(definition, { unit }) : { variant: null };
    return { unit, status: 200, variant: variant ?? '', reason: 'split', milliseconds: 0 };
  });
}

/** Weights go from thirds to 90/5/5, by a person or by results. */
const CHANGES = {
  weights: async (service: AssignmentApp, key: string) => {
    await service.call('POST', `${ADMIN}/${key}/weights`, { weights: { control: 90, b: 5, c: 5 } });
  },
  bandit: async (service: AssignmentApp, key: string) => {
    const id = newId();
    const context = { id, source: 'analytics', subject: key, project: 'default', correlationid: id };
    const seen = snapshotData({ control: [1_000, 90], b: [1_000, 60], c: [1_000, 50] });
    const metadata = { ...context, time: new Date().toISOString(), actor: 'system:analytics' };
    await service.bus.publish([newEvent(MetricsSnapshot, metadata, { ...seen, experiment: key })]);
  },
} as const;
const DESIGNS = { weights: {}, bandit: { experimentType: 'bandit', primaryMetric: BOUGHT } } as const;

describeWith('redis', 'Redis flushed again and again', () => {
  const url = `${redisUrl() ?? ''}/11`;
  const config = { sticky: { kind: 'redis', url } } as const;
  let redis: Redis;
  beforeEach(async () => {
    redis = new Redis(url);
    await redis.flushdb();
  });
  afterEach(() => {
    redis.disconnect();
  });

  it.each(['weights', 'bandit'] as const)('moves nobody after a change by %s', async (by) => {
    const first = await start({ config });
    await startExperiment(first, 'steady', DESIGNS[by]);
    const asking = await Asking.of(first, 'steady');
    const before = await asking.settled(first, UNITS);
    await CHANGES[by](first, 'steady');
    await reweighted(first, 'steady');
    await allProjected(first, 'steady');
    for (let round = 0; round < ROUNDS; round += 1) {
      await redis.flushdb();
      const cold = await start({ config, databaseUrl: first.databaseUrl });
      const after = await asking.settled(cold, UNITS);
      expect([failed(after), moved(before, after)]).toEqual([[], []]);
      tell(
        `Redis flushed, ${by}`,
        after.map(({ milliseconds }) => milliseconds),
      );
    }
    // Control run: without what the log says, the hash moves many of them.
    expect(moved(before, byHash(first, 'steady')).length).toBeGreaterThan(50);
  });

  it('and Postgres away as well: answers are marked, nothing wrong is stored, and nobody has moved when it is back', async () => {
    const database = await cutDatabase();
    const first = await start({ config, databaseUrl: database.url });
    await startExperiment(first, 'steady');
    const asking = await Asking.of(first, 'steady');
    const before = await asking.settled(first, UNITS);
    await CHANGES.weights(first, 'steady');
    await reweighted(first, 'steady');
    await allProjected(first, 'steady');
    const cold = await start({ config, databaseUrl: database.url });
    await redis.flushdb();
    await database.cut();
    const meanwhile = await asking.all(cold, UNITS);
    expect(failed(meanwhile)).toEqual([]);
    expect(new Set(meanwhile.map(({ reason }) => reason))).toEqual(new Set(['provisional']));
    expect(moved(before, meanwhile).length).toBeGreaterThan(50);
    expect(await redis.keys('*sticky*')).toEqual([]);
    await database.restore();
    expect(moved(before, await asking.settled(cold, UNITS))).toEqual([]);
    await stopAll();
    await database.drop();
  });
});

describe('Redis that hangs', () => {
  it('keeps nobody from being served what the log says', async () => {
    const first = await start();
    await startExperiment(first, 'steady');
    const asking = await Asking.of(first, 'steady');
    const before = await asking.settled(first, UNITS);
    await CHANGES.weights(first, 'steady');
    await reweighted(first, 'steady');
    await allProjected(first, 'steady');
    const redis = await silentRedis();
    const config = { sticky: { kind: 'redis', url: redis.url } } as const;
    const hung = await start({ config, databaseUrl: first.databaseUrl });
    for (let round = 0; round < ROUNDS; round += 1) {
      const after = await asking.all(hung, unitsNamed(`new-${String(round)}`, 300));
      expect(failed(after)).toEqual([]);
      tell(
        'Redis hung',
        after.map(({ milliseconds }) => milliseconds),
      );
    }
    expect(moved(before, await asking.settled(hung, UNITS))).toEqual([]);
    redis.close();
  });
});

describe('Postgres that is killed', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('leaves every unit served from what is in memory, and what was assigned reaches the log afterwards', async () => {
    const database = await cutDatabase();
    const service = await start({ config: { configCacheDir: folder }, databaseUrl: database.url });
    await startExperiment(service, 'steady');
    const asking = await Asking.of(service, 'steady');
    const before = await asking.all(service, UNITS);
    await database.cut();
    // It stays ready: what clients ask for, it has.
    expect((await service.app.inject('/health/ready')).statusCode).toBe(200);
    const fresh = unitsNamed('fresh', 300);
    for (let round = 0; round < ROUNDS; round += 1) {
      const again = await asking.all(service, UNITS);
      expect([failed(again), moved(before, again)]).toEqual([[], []]);
      tell(
        'Postgres away',
        again.map(({ milliseconds }) => milliseconds),
      );
    }
    const meanwhile = await asking.all(service, fresh);
    expect(failed(meanwhile)).toEqual([]);
    const pause = await service.call('POST', `${ADMIN}/steady/pause`, { reason: 'errors' });
    expect(pause).toMatchObject({ status: 503, body: { code: 'STORE_UNAVAILABLE' } });
    await database.restore();
    await eventually(async () => (await service.call('GET', `${ADMIN}/steady`)).status === 200);
    const recorded = await eventually(async () => {
      const events = await service.stored('assay.assignments.v1');
      const found = events.filter(({ subject }) => fresh.includes(subject));
      return found.length >= fresh.length && found;
    });
    const given = new Map(meanwhile.map(({ unit, variant }) => [unit, variant]));
    for (const { subject, data } of recorded)
      expect((data as { variant: string }).variant).toBe(given.get(subject));
    await stopAll();
    await database.drop();
  });
});
