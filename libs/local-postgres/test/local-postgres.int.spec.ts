import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localPostgresPid, startLocalPostgres, stopLocalPostgres } from '@assay/local-postgres';
import pg from 'pg';

const query = async (url: string, text: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
};

describe('startLocalPostgres', () => {
  let root: string;
  let folder: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-local-postgres-'));
    await chmod(root, 0o711);
    folder = join(root, 'server');
  });

  afterEach(async () => {
    await stopLocalPostgres(folder);
    await rm(root, { recursive: true, force: true });
  });

  const start = (password = 'one two') => startLocalPostgres({ folder, password, durable: false });

  it('writes as read models need it', async () => {
    const { url } = await start();
    const settings = `SELECT name, setting FROM pg_settings
      WHERE name IN ('max_wal_size', 'wal_compression') ORDER BY name`;
    expect(await query(url, settings)).toEqual([
      { name: 'max_wal_size', setting: '4096' },
      { name: 'wal_compression', setting: 'pglz' },
    ]);
  });

  it('finds its data again after a stop', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE marks AS SELECT 7 AS mark');
    await first.stop();
    expect(await localPostgresPid(folder)).toBeUndefined();
    const second = await start();
    expect(await query(second.url, 'SELECT mark FROM marks')).toEqual([{ mark: 7 }]);
  });

  it('replaces a server that a killed process left behind', async () => {
    const orphan = await start();
    const next = await start();
    expect(next.pid).not.toBe(orphan.pid);
    expect(await localPostgresPid(folder)).toBe(next.pid);
  });

  it('listens on the loopback address only', async () => {
    const server = await start();
    const [row] = await query(server.url, 'SHOW listen_addresses');
    expect(row).toEqual({ listen_addresses: '127.0.0.1' });
  });

  it('refuses a wrong password', async () => {
    const server = await start();
    const wrong = server.url.replace('one%20two', 'three');
    await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('names the folder and shows the log when the data are damaged', async () => {
    const server = await start();
    await server.stop();
    await writeFile(join(folder, 'cluster', 'global', 'pg_control'), 'damaged');
    await expect(start()).rejects.toMatchObject({
      code: 'POSTGRES_START_FAILED',
      message: expect.stringContaining(folder),
      log: expect.stringContaining('pg_control'),
    });
  });
});
