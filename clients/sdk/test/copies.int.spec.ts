import { eventually } from '@assay/testing';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '../src/server.js';
import { ConfiguredClient } from './support/configured-client.js';

const visitor = { targetingKey: 'visitor-1' };

describe('a client with a folder for copies', () => {
  const here = new ConfiguredClient();
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sdk-'));
  });

  /** The name of the copy, once it is there as a whole. */
  const kept = () =>
    eventually(async () => (await readdir(folder)).find((name) => name.endsWith('.json')) ?? false);
  afterEach(() => rm(folder, { recursive: true }));

  it('answers at once after a restart without the gateway', async () => {
    await here.begin({ store: fileStore(folder) });
    await kept();
    await here.client.close();
    here.current = undefined;
    expect(await here.begin({ store: fileStore(folder) })).toMatchObject({ source: 'copy', tag: 't1' });
    expect(await here.client.getBoolean('search', false, visitor)).toBe(true);
    await here.client.close();
    // The control: without the copy there is nothing.
    await here.begin({ readyTimeoutMs: 20 });
    await eventually(() => here.errors.includes('GATEWAY_REFUSED'));
    expect(here.client.status()).toMatchObject({ source: 'none' });
    expect((await readdir(folder)).join()).not.toContain('.part');
  });

  it('does not use the copy of another key, or a broken one', async () => {
    await here.begin({ store: fileStore(folder) });
    const name = await kept();
    await here.client.close();
    here.current = undefined;
    await here.begin({ store: fileStore(folder), key: 'other', readyTimeoutMs: 20 });
    // The gateway is asked after the copy was looked for.
    await eventually(() => here.errors.includes('GATEWAY_REFUSED'));
    expect(here.client.status()).toMatchObject({ source: 'none' });
    await here.client.close();
    await writeFile(join(folder, name), '{"format":1');
    await here.begin({ store: fileStore(folder), readyTimeoutMs: 20 });
    await eventually(() => here.errors.includes('CONFIG_UNREADABLE'));
    expect(here.client.status()).toMatchObject({ source: 'none' });
  });

  it('goes on when copies cannot be kept', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await here.begin({ store: fileStore(file) });
    await eventually(() => here.errors.includes('STORE_FAILED'));
    expect(await here.client.getBoolean('search', false, visitor)).toBe(true);
  });
});
