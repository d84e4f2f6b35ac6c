import 'reflect-metadata';
import { createTestDatabase, eventually, freePort } from '@assay/testing';
import { Test } from '@nestjs/testing';
import { EVENT_BUS, EventBusModule } from '@assay/event-bus';
import type { EventBus } from '@assay/event-bus';
import { createServer, connect } from 'node:net';
import { click, INTERACTIONS } from './support/sample-events.js';

const SETTINGS = { partitions: 5, retentionMs: -1, replicationFactor: 1 };

const SILENT_LOGGER = { log: () => undefined, warn: () => undefined, error: () => undefined };

describe('the module', () => {
  it('gives the application its log, with the topics as configured, and closes it in the end', async () => {
    const database = await createTestDatabase();
    const config = { kind: 'postgres', databaseUrl: database.url } as const;
    const testing = await Test.createTestingModule({
      imports: [EventBusModule.forRoot(config, SETTINGS)],
    }).compile();
    await testing.init();
    const bus = testing.get<EventBus>(EVENT_BUS);
    expect(await bus.ends(INTERACTIONS)).toHaveLength(5);
    await bus.publish([click('unit-1', 1)]);
    await testing.close();
    await expect(bus.publish([click('unit-1', 2)])).rejects.toMatchObject({ code: 'BUS_CLOSED' });
    await database.drop();
  });

  it('lets the application start while the log is away, and creates the topics when it comes', async () => {
    const database = await createTestDatabase();
    const server = new URL(database.url);
    const away = new URL(database.url);
    away.port = String(await freePort());
    const testing = await Test.createTestingModule({
      imports: [EventBusModule.forRoot({ kind: 'postgres', databaseUrl: away.href }, SETTINGS)],
    })
      .setLogger(SILENT_LOGGER)
      .compile();
    const bus = testing.get<EventBus>(EVENT_BUS);
    expect(bus.isHealthy()).toBe(false);

    const forwarder = createServer((socket) => {
      const upstream = connect(Number(server.port), server.hostname);
      socket.pipe(upstream).pipe(socket);
      for (const end of [socket, upstream]) end.on('error', () => end.destroy());
    });
    await new Promise<void>((resolve) => forwarder.listen(Number(away.port), '127.0.0.1', resolve));
    await eventually(async () => (await bus.ends(INTERACTIONS)).length === 5);
    await testing.close();
    forwarder.close();
    await database.drop();
  });
});
