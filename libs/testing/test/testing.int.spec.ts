import pg from 'pg';
import { createTestDatabase, describeWith, kafkaBrokers, redisUrl } from '@assay/testing';

const query = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

describe('createTestDatabase', () => {
  it('gives each caller an empty database of its own', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    await query(one.url, 'CREATE TABLE marks (id int)');
    const tables = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`;
    expect(await query(one.url, tables)).toEqual([{ table_name: 'marks' }]);
    expect(await query(two.url, tables)).toEqual([]);
    await Promise.all([one.drop(), two.drop()]);
  });

  it('drops the database also while a session is open', async () => {
    const database = await createTestDatabase();
    const open = new pg.Client({ connectionString: database.url });
    open.on('error', () => undefined);
    await open.connect();
    await database.drop();
    await expect(query(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });
});

describeWith('kafka', 'kafka', () => {
  it('has addresses', () => expect(kafkaBrokers()).toMatch(/:\d+$/));
});

describeWith('redis', 'redis', () => {
  it('has an address', () => expect(redisUrl()).toMatch(/^rediss?:\/\//));
});
