import { createTestDatabase } from '@assay/testing';
import type { TestDatabase } from '@assay/testing';
import { Client } from 'pg';
import { EVENT_STORE_SCHEMA, migrate, schemaDrift } from '../src/index.js';
import { dataSource } from '../src/cli-data-source.js';

describe('the schema of the event store', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await createTestDatabase();
  });
  afterEach(() => test.drop());

  const database = (service: string) => ({ service, databaseUrl: test.url });

  it('is, after its migrations, what the entities say', async () => {
    await migrate(database('assignment'), EVENT_STORE_SCHEMA);
    expect(await schemaDrift(database('assignment'), EVENT_STORE_SCHEMA)).toEqual([]);
  });

  it('is seen to drift when a column changes', async () => {
    await migrate(database('assignment'), EVENT_STORE_SCHEMA);
    const client = new Client({ connectionString: test.url });
    await client.connect();
    await client.query('ALTER TABLE assignment.outbox ADD COLUMN extra text');
    await client.end();
    expect(await schemaDrift(database('assignment'), EVENT_STORE_SCHEMA)).toEqual([
      'ALTER TABLE "outbox" DROP COLUMN "extra"',
    ]);
  });

  it('is seen to lack a migration', async () => {
    await migrate(database('assignment'), { ...EVENT_STORE_SCHEMA, migrations: [] });
    expect(await schemaDrift(database('assignment'), EVENT_STORE_SCHEMA)).toContain(
      '-- a migration has not run',
    );
  });

  it('lives in the schema of each service, and migrating again changes nothing', async () => {
    expect(await migrate(database('assignment'), EVENT_STORE_SCHEMA)).toEqual(['EventStore1763683200000']);
    expect(await migrate(database('event-ingest'), EVENT_STORE_SCHEMA)).toEqual(['EventStore1763683200000']);
    expect(await migrate(database('assignment'), EVENT_STORE_SCHEMA)).toEqual([]);
  });

  it('is migrated once when several processes start together', async () => {
    const ran = await Promise.all(
      Array.from({ length: 4 }, () => migrate(database('assignment'), EVENT_STORE_SCHEMA)),
    );
    expect(ran.flat()).toEqual(['EventStore1763683200000']);
  });

  it('can be taken back', async () => {
    await migrate(database('assignment'), EVENT_STORE_SCHEMA);
    const { DataSource } = await import('typeorm');
    const { dataSourceOptions } = await import('../src/database/migrate.js');
    const source = await new DataSource(
      dataSourceOptions(database('assignment'), EVENT_STORE_SCHEMA),
    ).initialize();
    await source.undoLastMigration();
    const left = await source.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'assignment'`,
    );
    await source.destroy();
    expect(left).toEqual([{ name: 'event_store_migrations' }]);
  });

  it('is what the command line works on', () => {
    expect(dataSource.options).toMatchObject({
      type: 'postgres',
      migrationsTableName: 'event_store_migrations',
    });
  });
});
