import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AlertEvent } from '@assay/contracts';
import { SERVICE_POOL } from '@assay/event-store';
import type { DurationHistogram } from '@assay/platform';
import { METRICS } from '@assay/platform';
import { eventually } from '@assay/testing';
import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { GatewayWatch } from '../src/watch/gateway-watch.js';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const MINUTE_S = 60;
const CLOCK_IS_READ_AGAIN_MS = 250;

describe('alerts of the gateway about itself', () => {
  let service: AssignmentApp;
  let folder: string;
  let minutes = 0;

  const clockFile = () => join(folder, 'clock');
  async function later(by: number): Promise<void> {
    minutes += by;
    await writeFile(clockFile(), String(minutes * MINUTE_S * 1_000));
    await pause(CLOCK_IS_READ_AGAIN_MS);
  }

  /** As if so many requests had been answered, each in so many seconds. */
  function answered(count: number, status: number, seconds = 0.002): void {
    const registry = service.app.get<Registry>(METRICS);
    const histogram = registry.getSingleMetric('http_request_duration_seconds') as DurationHistogram;
    const durations = histogram.labelled({
      method: 'POST',
      route: '/api/v1/experiments/assign',
      status: String(status),
    });
    for (let request = 0; request < count; request += 1) durations.observe(seconds);
  }
  const look = () => service.app.get(GatewayWatch).look();
  const alerts = async (rule: string) =>
    ((await service.stored('assay.alerts.v1')) as readonly AlertEvent[])
      .filter(({ data }) => data.rule === rule)
      .map(({ type, data: { value, message } }) => ({ type, value, message }));
  const alertsOf = (rule: string, count: number) =>
    eventually(async () => {
      await look();
      const found = await alerts(rule);
      return found.length === count && found;
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clock-'));
    await later(0);
    service = await assignmentApp({ config: { clockOffsetFile: clockFile() } });
    await look();
  });
  afterAll(async () => {
    await service.stop();
    await rm(folder, { recursive: true });
  });

  it('raise more than 1 % of failures once, and resolve it when it is well below', async () => {
    answered(990, 200);
    answered(10, 404);
    await look();
    expect(await alerts('assignment-failures')).toEqual([]);
    answered(30, 503);
    const [raised] = await alertsOf('assignment-failures', 1);
    expect(raised).toMatchObject({ type: 'AlertRaised', value: 30 / 1_030 });
    expect(raised?.message).toMatch(/^30 of 1030 requests .* failed \(2\.91 %\)/);
    await look();
    expect(await alerts('assignment-failures')).toHaveLength(1);
    await later(2);
    await look();
    answered(1_000, 200);
    expect((await alertsOf('assignment-failures', 2))[1]).toMatchObject({ type: 'AlertResolved', value: 0 });
  });

  it('say nothing of a handful of requests', async () => {
    await later(2);
    await look();
    answered(10, 503);
    await look();
    expect(await alerts('assignment-failures')).toHaveLength(2);
  });

  it('raise answers that take more than 100 ms on average', async () => {
    await later(2);
    await look();
    answered(100, 200, 0.25);
    const [raised] = await alertsOf('assignment-latency', 1);
    expect(raised?.type).toBe('AlertRaised');
    expect(raised?.value).toBeGreaterThan(200);
  });

  it('raise a database that was away when it is back, with how often it had not answered', async () => {
    const pool = service.app.get<Pool>(SERVICE_POOL, { strict: false });
    const query = jest.spyOn(pool, 'query').mockRejectedValue(new TypeError('away') as never);
    for (let time = 0; time < 3; time += 1) await look();
    expect(await alerts('database-connection')).toEqual([]);
    query.mockRestore();
    const [raised] = await alertsOf('database-connection', 1);
    expect(raised?.type).toBe('AlertRaised');
    // The watch looks of its own accord as well.
    expect(raised?.value).toBeGreaterThanOrEqual(3);
    await later(2);
    expect((await alertsOf('database-connection', 2))[1]).toMatchObject({ type: 'AlertResolved', value: 0 });
  });

  it('are over with the process that raised them', async () => {
    const { databaseUrl } = service;
    const config = { clockOffsetFile: clockFile(), port: 1 };
    const other = await assignmentApp({ databaseUrl, config });
    const query = jest
      .spyOn(other.app.get<Pool>(SERVICE_POOL, { strict: false }), 'query')
      .mockRejectedValue(new TypeError('away') as never);
    for (let time = 0; time < 3; time += 1) await other.app.get(GatewayWatch).look();
    query.mockRestore();
    await eventually(async () => {
      await other.app.get(GatewayWatch).look();
      return (await alerts('database-connection')).length === 3;
    });
    await other.stop();
    await eventually(async () => {
      const [, , , last] = await alerts('database-connection');
      return last?.message === 'the process has ended';
    });
  });

  it('raise a process that is started again and again', async () => {
    const { databaseUrl } = service;
    for (let start = 2; start <= 4; start += 1) {
      const again = await assignmentApp({ databaseUrl, config: { clockOffsetFile: clockFile() } });
      await again.app.get(GatewayWatch).look();
      await again.stop();
    }
    expect((await alertsOf('service-restarts', 1))[0]).toMatchObject({ type: 'AlertRaised', value: 4 });
    await later(11);
    expect((await alertsOf('service-restarts', 2))[1]).toMatchObject({ type: 'AlertResolved', value: 0 });
  });
});
