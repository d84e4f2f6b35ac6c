import { EVENT_BUS } from '@assay/event-bus';
import { TOPICS } from '@assay/contracts';
import { PlatformModule, createApp, loadConfig } from '@assay/platform';
import { createTestDatabase, eventually } from '@assay/testing';
import type { TestDatabase } from '@assay/testing';
import { Global, Injectable, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Projections } from '../src/index.js';
import { PROJECTIONS, ProjectionsModule } from '../src/index.js';
import { interaction, numbers } from './example-events.js';
import { STREAM_STATUS, UNIT_COUNTS } from './example-projections.js';
import { TestLog } from './test-log.js';

class TestBus extends TestLog {
  readonly publish = async (): Promise<void> => undefined;
}
const log = new TestBus();

@Global()
@Module({ providers: [{ provide: EVENT_BUS, useValue: log }], exports: [EVENT_BUS] })
class TestBusModule {}

@Injectable()
class Listener {
  told = 0;
}
@Module({ providers: [Listener], exports: [Listener] })
class ListenerModule {}

@Module({})
class RootModule {}

describe('the projections module', () => {
  let test: TestDatabase;
  let app: NestFastifyApplication;
  beforeAll(async () => {
    test = await createTestDatabase();
    const projections = ProjectionsModule.register({
      service: 'analytics',
      databaseUrl: test.url,
      imports: [ListenerModule],
      projections: [
        STREAM_STATUS,
        {
          useFactory: (listener: Listener) => ({
            ...UNIT_COUNTS,
            afterCommit: async (events: readonly unknown[]) => {
              listener.told += events.length;
            },
          }),
          inject: [Listener],
        },
      ],
    });
    const config = loadConfig('analytics', {
      DATABASE_URL: test.url,
      JWT_SECRET: 'x'.repeat(32),
      LOG_LEVEL: 'error',
    });
    const imports = [PlatformModule.forRoot(config), TestBusModule, projections];
    app = await createApp(config, { module: RootModule, imports });
    await app.init();
    log.append(
      TOPICS.interactions.name,
      numbers(30).map((n) => interaction(n)),
    );
    await eventually(() => app.get(Listener).told === 30);
  });
  afterAll(async () => {
    await app.close();
    await test.drop();
  });

  const request = async (method: 'GET' | 'POST', path: string) => {
    const response = await app.inject({ method, url: `/api/v1/admin/services/analytics/${path}` });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };
  const rebuilt = () =>
    eventually(
      async () => (await request('GET', 'projections/unit-counts/rebuild')).body['state'] === 'done',
    );

  it('runs its projections, made of values or by factories', async () => {
    const status = await app.get<Projections>(PROJECTIONS).status('unit-counts');
    expect(status.positions.reduce((sum, { offset }) => sum + offset, 0)).toBe(30);
  });

  it('lists the projections, with their hashes when asked', async () => {
    const plain = await request('GET', 'projections');
    expect(plain).toMatchObject({
      status: 200,
      body: {
        service: 'analytics',
        projections: [
          { name: 'stream-status', generation: 1, version: 1 },
          { name: 'unit-counts', generation: 1, version: 1 },
        ],
      },
    });
    expect(JSON.stringify(plain.body)).not.toContain('"hash"');
    const hashed = await request('GET', 'projections?hash=true');
    expect(hashed.body).toMatchObject({
      projections: [
        { hash: { rows: 0 } },
        { hash: { rows: 10, hash: expect.stringMatching(/^[0-9a-f]{64}$/) } },
      ],
    });
    expect(await request('GET', 'projections?hash=perhaps')).toMatchObject({ status: 400 });
  });

  it('tells the lag', async () => {
    await eventually(async () =>
      expect((await request('GET', 'lag')).body).toMatchObject({
        service: 'analytics',
        projections: [
          { name: 'stream-status', lag: 0, running: true },
          { name: 'unit-counts', lag: 0, running: true },
        ],
      }),
    );
  });

  it('shows lags in the metrics', async () => {
    await eventually(async () => {
      const { body } = await app.inject({ method: 'GET', url: '/metrics' });
      expect(body).toContain(
        'assay_projection_lag_events{owner="analytics",of="unit-counts",service="analytics"} 0',
      );
      expect(body).toContain('assay_relay_lag_events{owner="analytics",of="relay",service="analytics"} 0');
    });
  });

  it('rebuilds and shows how far it is', async () => {
    expect(await request('GET', 'projections/unit-counts/rebuild')).toMatchObject({
      status: 404,
      body: { code: 'REBUILD_NOT_FOUND' },
    });
    expect(await request('POST', 'projections/unit-counts/rebuild')).toMatchObject({
      status: 202,
      body: { projection: 'unit-counts', generation: 2 },
    });
    await rebuilt();
  });

  it('answers with problems what it refuses', async () => {
    expect(await request('POST', 'projections/other/rebuild')).toMatchObject({
      status: 404,
      body: { code: 'PROJECTION_NOT_FOUND' },
    });
    const both = await Promise.all([
      request('POST', 'projections/unit-counts/rebuild'),
      request('POST', 'projections/unit-counts/rebuild'),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(both.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'REBUILD_RUNNING' });
    await rebuilt();
  });
});
