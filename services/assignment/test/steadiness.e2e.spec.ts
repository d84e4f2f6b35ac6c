import { evaluateExperiment } from '@assay/bucketing';
import type { ExperimentDefinition } from '@assay/bucketing';
import { describeWith, eventually, redisUrl } from '@assay/testing';
import { Redis } from 'ioredis';
import { compileExperiment } from '../src/experiment/compile-experiment.js';
import type { ExperimentStreamEvent } from '../src/experiment/experiment-evolve.fold.js';
import type { AssignmentApp, AssignmentAppOptions } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';
import { existingAfter } from './support/experiment-story.js';

const EXPERIMENTS = '/api/v1/admin/experiments';
const UNITS = Array.from({ length: 300 }, (_, index) => `visitor-${String(index)}`);

interface Assigned {
  readonly variant: string;
  readonly reason: string;
}

type Served = ReadonlyMap<string, Assigned>;

async function assignedTo(service: AssignmentApp, unit: string): Promise<Assigned> {
  const payload = { experiment: 'steady', unit };
  const { status, body } = await service.call<Assigned>('POST', '/api/v1/experiments/assign', payload);
  expect(status).toBe(200);
  return body;
}

const AT_ONCE = 25;

/**
 * What every unit is served. On a busy machine a look-up can be too slow: then the answer says that it is
 * provisional, and the unit asks again.
 */
async function serve(service: AssignmentApp): Promise<Served> {
  const served = new Map<string, Assigned>();
  // All at once, a busy machine would be too slow for every one of them, again and again.
  for (let from = 0; from < UNITS.length; from += AT_ONCE)
    await Promise.all(
      UNITS.slice(from, from + AT_ONCE).map(async (unit) => {
        served.set(unit, await settled(service, unit));
      }),
    );
  return served;
}

const settled = (service: AssignmentApp, unit: string): Promise<Assigned> =>
  eventually(async () => {
    const answer = await assignedTo(service, unit);
    return answer.reason !== 'provisional' && answer;
  });

const moved = (before: Served, after: Served): readonly string[] =>
  UNITS.filter((unit) => before.get(unit)?.variant !== after.get(unit)?.variant);

const reasons = (served: Served): ReadonlySet<string> =>
  new Set([...served.values()].map(({ reason }) => reason));

const command = (service: AssignmentApp, path: string, payload: object = {}) =>
  service.call('POST', `${EXPERIMENTS}${path}`, payload);

const running: AssignmentApp[] = [];

async function start(options: AssignmentAppOptions = {}): Promise<AssignmentApp> {
  const service = await assignmentApp(options);
  running.push(service);
  return service;
}

/** The last one first: the first one owns the database. */
afterEach(async () => {
  for (const service of running.splice(0).reverse()) await service.stop();
});

async function startAtHalf(service: AssignmentApp): Promise<void> {
  const variants = [
    { key: 'control', isControl: true, weight: 50 },
    { key: 'treatment', weight: 50 },
  ];
  await command(service, '', { key: 'steady', variants });
  await command(service, '/steady/start');
  await phaseReached(service, 1);
}

/** From 50/50 to 90/10, in the gateway too. */
async function changeWeights(service: AssignmentApp): Promise<void> {
  await command(service, '/steady/weights', { weights: { control: 90, treatment: 10 } });
  await phaseReached(service, 2);
}

/** A unit outside of those that are compared tells what the gateway serves. */
async function phaseReached(service: AssignmentApp, phase: number): Promise<void> {
  let probe = 0;
  await eventually(async () => {
    const payload = { experiment: 'steady', unit: `probe-${String((probe += 1))}-of-${String(phase)}` };
    const { body } = await service.call('POST', '/api/v1/experiments/assign', payload);
    return body['phase'] === phase;
  });
}

const allProjected = (service: AssignmentApp) =>
  eventually(async () => {
    const answers = await Promise.all(
      UNITS.map((unit) => service.call('GET', `${EXPERIMENTS}/steady/assignments/${unit}`)),
    );
    return answers.every(({ status }) => status === 200);
  });

/** The definition as the log has it now. */
async function definitionOf(service: AssignmentApp): Promise<ExperimentDefinition> {
  const events = await service.stored('assay.experiments.v1');
  return compileExperiment(existingAfter(events as readonly ExperimentStreamEvent[]));
}

describe('a unit keeps its variant', () => {
  it('when weights change and all that is in memory is lost', async () => {
    const first = await start();
    await startAtHalf(first);
    const before = await serve(first);
    await changeWeights(first);
    expect(moved(before, await serve(first))).toEqual([]);
    await allProjected(first);

    const cold = await start({ databaseUrl: first.databaseUrl });
    const after = await serve(cold);
    expect(moved(before, after)).toEqual([]);
    expect(reasons(after)).toEqual(new Set(['sticky']));

    const definition = await definitionOf(first);
    const byHash = new Map(
      UNITS.map((unit) => {
        const { variant, reason } = evaluateExperiment(definition, { unit });
        return [unit, { variant: variant ?? '', reason }] as const;
      }),
    );
    // Control run: with the projected assignments switched off the hash alone decides, and moves many.
    expect(moved(before, byHash).length).toBeGreaterThan(50);
  });

  it('while weights have never changed, with everything cold and nothing recorded', async () => {
    const first = await start();
    await startAtHalf(first);
    first.log.away = true;
    const before = await serve(first);
    const cold = await start({ databaseUrl: first.databaseUrl });
    expect(moved(before, await serve(cold))).toEqual([]);
  });
});

describe('while the log is away', () => {
  it('units are served, and their assignments reach the log when it is back', async () => {
    const service = await start();
    await startAtHalf(service);
    service.log.away = true;
    const before = await serve(service);
    expect(reasons(before)).toEqual(new Set(['split']));
    expect(reasons(await serve(service))).toEqual(new Set(['sticky']));
    const recorded = async () => {
      const events = await service.stored('assay.assignments.v1');
      return events.filter(({ subject }) => UNITS.includes(subject));
    };
    expect(await recorded()).toEqual([]);
    service.log.away = false;
    const events = await eventually(async () => {
      const all = await recorded();
      return all.length >= UNITS.length && all;
    });
    expect(events).toHaveLength(UNITS.length);
    for (const { subject, data } of events)
      expect((data as Assigned).variant).toBe(before.get(subject)?.variant);
  });
});

describeWith('redis', 'with Redis, after a change of weights', () => {
  // A database of its own, so that flushing it takes nothing from others.
  const url = `${redisUrl() ?? ''}/9`;

  let redis: Redis;
  beforeEach(() => {
    redis = new Redis(url);
  });
  afterEach(() => {
    redis.disconnect();
  });

  it('flushing Redis moves nobody, also in a process that knows nothing', async () => {
    await redis.flushdb();
    const config = { sticky: { kind: 'redis', url } } as const;
    const first = await start({ config });
    await startAtHalf(first);
    const before = await serve(first);
    await changeWeights(first);
    await allProjected(first);
    await redis.flushdb();
    const cold = await start({ config, databaseUrl: first.databaseUrl });
    expect(moved(before, await serve(cold))).toEqual([]);
    expect(moved(before, await serve(first))).toEqual([]);
    // Nobody waits for what is put back, so on a busy machine some of it times out and stays away.
    await eventually(async () => (await redis.dbsize()) > 0);
  });
});
