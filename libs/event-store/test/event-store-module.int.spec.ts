import { EVENT_BUS } from '@assay/event-bus';
import { createTestDatabase, eventually } from '@assay/testing';
import type { TestDatabase } from '@assay/testing';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { Pool } from 'pg';
import type { EventStore, Relay } from '../src/index.js';
import { EVENT_STORE, EventStoreModule, RELAY, SERVICE_POOL } from '../src/index.js';
import { STREAM, variantAdded } from './example-events.js';
import { TestBus } from './test-bus.js';

const bus = new TestBus();

@Global()
@Module({ providers: [{ provide: EVENT_BUS, useValue: bus }], exports: [EVENT_BUS] })
class TestBusModule {}

describe('the event store module', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await createTestDatabase();
  });
  afterEach(() => test.drop());

  const options = (service: string) => ({ service, databaseUrl: test.url });

  it('migrates, publishes what is appended, and closes everything', async () => {
    const imports = [TestBusModule, EventStoreModule.register(options('assignment'))];
    const app = await (await Test.createTestingModule({ imports }).compile()).init();
    await app.get<EventStore>(EVENT_STORE).append(STREAM, 0, [variantAdded('a')]);
    await eventually(() => bus.published.length === 1);
    await eventually(() => app.get<Relay>(RELAY).health().leading);
    const pool = app.get<Pool>(SERVICE_POOL);
    await app.close();
    expect(pool.ended).toBe(true);
    const sessions = await openSessions(test.url);
    expect(sessions).toEqual([]);
  });

  it('is one module for all who import it with the same options, one for each service', () => {
    const first = EventStoreModule.register(options('assignment'));
    expect(EventStoreModule.register(options('assignment'))).toBe(first);
    expect(EventStoreModule.register(options('rollout'))).not.toBe(first);
  });
});

/** Sessions of the service that are still open. */
async function openSessions(url: string): Promise<readonly unknown[]> {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'assay-%'`,
  );
  await client.end();
  return rows;
}
