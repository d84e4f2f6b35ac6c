import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestDatabase } from '@assay/testing';
import { createTestDatabase, eventually } from '@assay/testing';
import { ScheduleRunner } from '../src/experiment/schedule/schedule-runner.js';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const EXPERIMENTS = '/api/v1/admin/experiments';
const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];
const HOUR = 3_600_000;

describe('schedules, with two instances on one database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-clock-'));
  const clockOffsetFile = join(folder, 'offset');
  let database: TestDatabase;
  let services: AssignmentApp[] = [];
  let begun: number;

  /** Both instances take their time from here. */
  const setHours = (hours: number): void => writeFileSync(clockOffsetFile, String(Math.round(hours * HOUR)));
  const at = (hours: number): string => new Date(begun + hours * HOUR).toISOString();
  const start = async (): Promise<AssignmentApp> => {
    const app = await assignmentApp({ databaseUrl: database.url, config: { clockOffsetFile } });
    services.push(app);
    return app;
  };
  const stopAll = async (): Promise<void> => {
    await Promise.all(services.map((service) => service.stop()));
    services = [];
  };

  beforeAll(async () => {
    setHours(0);
    begun = Date.now();
    database = await createTestDatabase();
    await start();
    await start();
  });
  afterAll(async () => {
    await stopAll();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  const first = (): AssignmentApp => {
    const [service] = services;
    if (service === undefined) throw new TypeError('no instance');
    return service;
  };
  const call = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) =>
    first().call<Record<string, unknown>>(method, `${EXPERIMENTS}${path}`, payload);

  async function scheduled(key: string, schedule: object) {
    await call('POST', '', { key, variants: VARIANTS, trafficAllocation: 10 });
    return call('PUT', `/${key}/schedule`, schedule);
  }

  const typesOf = async (key: string): Promise<readonly string[]> => {
    const events = await first().stored('assay.experiments.v1');
    return events.filter(({ subject }) => subject.endsWith(`/${key}`)).map(({ type }) => type);
  };
  const untilStatus = (key: string, status: string) =>
    eventually(async () => (await call('GET', `/${key}`)).body['status'] === status);
  const count = (types: readonly string[], type: string): number =>
    types.filter((found) => found === type).length;

  it('starts, ramps up and ends, each once, whichever instance is there first', async () => {
    const ramp = [{ at: at(2), trafficAllocation: 50 }];
    const answer = await scheduled('planned', { startAt: at(1), endAt: at(3), ramp });
    expect(answer).toMatchObject({ status: 200, body: { status: 'scheduled', schedule: { rampDone: 0 } } });
    setHours(1.1);
    await untilStatus('planned', 'running');
    setHours(2.1);
    await eventually(async () => (await call('GET', '/planned')).body['trafficAllocation'] === 50);
    setHours(3.1);
    await untilStatus('planned', 'concluded');
    // Whatever the other instance still wants to do, it may try now.
    await Promise.all(services.map(({ app }) => app.get(ScheduleRunner).run()));
    const types = await eventually(async () => {
      const found = await typesOf('planned');
      return found.includes('ExperimentConcluded') && found;
    });
    for (const type of ['ExperimentStarted', 'AllocationChanged', 'ExperimentConcluded'])
      expect([type, count(types, type)]).toEqual([type, 1]);
  });

  it('tells in the history that nobody did it by hand', async () => {
    const { body } = await call('GET', '/planned/history?limit=1');
    expect(body).toMatchObject({
      items: [{ type: 'ExperimentConcluded', actor: 'system:schedule', reason: 'scheduled end' }],
    });
  });

  it('survives restarts: what was missed happens once', async () => {
    await scheduled('missed', { startAt: at(5) });
    await eventually(async () => (await typesOf('missed')).includes('ExperimentScheduled'));
    await stopAll();
    setHours(9);
    await Promise.all([start(), start()]);
    await untilStatus('missed', 'running');
    const types = await eventually(async () => {
      const found = await typesOf('missed');
      return found.includes('ExperimentStarted') && found;
    });
    expect(count(types, 'ExperimentStarted')).toBe(1);
  });

  it('does nothing once it is cancelled', async () => {
    await scheduled('cancelled', { startAt: at(10) });
    expect(await call('DELETE', '/cancelled/schedule', { reason: 'not yet' })).toMatchObject({
      body: { status: 'draft', schedule: null },
    });
    setHours(11);
    await scheduled('witness', { startAt: at(11.5) });
    setHours(12);
    await untilStatus('witness', 'running');
    expect((await call('GET', '/cancelled')).body).toMatchObject({ status: 'draft' });
  });

  it('refuses what is over, and what is out of order', async () => {
    for (const [schedule, code, path] of [
      [{ startAt: at(1) }, 'SCHEDULE_IN_PAST', 'startAt'],
      [{ startAt: at(20), endAt: at(19) }, 'SCHEDULE_OUT_OF_ORDER', 'endAt'],
      [{}, 'SCHEDULE_EMPTY', 'startAt'],
    ] as const)
      expect(await scheduled('odd', schedule)).toMatchObject({
        status: 422,
        body: { code, errors: [{ path }] },
      });
    expect(await call('PUT', '/odd/schedule', { startAt: 'tomorrow' })).toMatchObject({ status: 400 });
  });
});
