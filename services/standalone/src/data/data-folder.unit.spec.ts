import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFolder } from './data-folder.js';
import { lockFolder } from './folder-lock.js';
import { SecretsFile } from './secrets-file.js';

describe('the data folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-data-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is created with the folders above it', async () => {
    await openDataFolder(join(folder, 'a', 'b'));
    expect((await stat(join(folder, 'a', 'b'))).isDirectory()).toBe(true);
  });

  it('that cannot be is refused with what to do', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openDataFolder(join(folder, 'file', 'below'))).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
      message: expect.stringMatching(/ENOTDIR.*--data DIR/),
    });
  });

  it('whose name a file has is refused with that', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openDataFolder(join(folder, 'file'))).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
      message: expect.stringMatching(/is a file, not a folder.*--data DIR/),
    });
  });

  it('belongs to one process at a time', async () => {
    const lock = await lockFolder(folder);
    await expect(lockFolder(folder)).rejects.toMatchObject({
      code: 'DATA_FOLDER_IN_USE',
      message: expect.stringContaining(`process ${String(process.pid)}`),
    });
    await lock.release();
    await (await lockFolder(folder)).release();
  });

  it.each([
    ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, identity: 'x' })],
    ['an earlier process of the same number', JSON.stringify({ pid: process.pid, identity: 'before' })],
    ['a crash while it was written', ''],
  ])('is taken over from %s', async (_, stale) => {
    await writeFile(join(folder, 'lock'), stale);
    const lock = await lockFolder(folder);
    await lock.release();
  });

  it('goes to one of several that start at the same time', async () => {
    await writeFile(join(folder, 'lock'), 'stale');
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => lockFolder(folder)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('keeps its secrets from other users, and the same ones', async () => {
    const first = await SecretsFile.open(folder, ['rollout']);
    await first.update({ url: 'http://127.0.0.1:3000' });
    const again = await SecretsFile.open(folder, ['rollout']);
    expect(again.get()).toEqual(first.get());
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('gives a role that came later a password of its own', async () => {
    const first = await SecretsFile.open(folder, ['rollout']);
    const later = await SecretsFile.open(folder, ['rollout', 'analytics']);
    expect(later.get().rolePasswords['rollout']).toBe(first.get().rolePasswords['rollout']);
    expect(later.get().rolePasswords['analytics']).toMatch(/^[\w-]{32}$/);
  });

  it('says so when its secrets are damaged', async () => {
    await writeFile(join(folder, 'secrets.json'), '{"jwtSecret":');
    await expect(SecretsFile.open(folder, [])).rejects.toMatchObject({
      code: 'DATA_DAMAGED',
      message: expect.stringContaining('secrets.json'),
    });
  });
});
