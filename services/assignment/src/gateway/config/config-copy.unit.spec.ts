import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigCopy } from './config-copy.js';
import { ConfigTable } from './config-table.js';

const linkedIn = (project: string): ConfigTable => {
  const table = new ConfigTable();
  table.setLinked(project);
  return table;
};

describe('the copy of the configuration', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-copy-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is the last one that was saved, however close they come', async () => {
    const copy = new ConfigCopy(folder);
    const names = Array.from({ length: 20 }, (_, index) => `p${String(index)}`);
    await Promise.all(names.map((name) => copy.save(linkedIn(name))));
    expect((await copy.load())?.linked()).toEqual(['p19']);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('is whole where several processes with one process id write it at once', async () => {
    const copies = Array.from({ length: 10 }, () => new ConfigCopy(folder));
    await Promise.all(copies.map((copy) => copy.save(linkedIn('shop'))));
    expect((await copies[0]?.load())?.linked()).toEqual(['shop']);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('goes on after a save that failed', async () => {
    const copy = new ConfigCopy(folder);
    const broken = { ...linkedIn('shop'), experiments: () => [{ number: 1n }] } as unknown as ConfigTable;
    await expect(copy.save(broken)).rejects.toThrow(TypeError);
    await copy.save(linkedIn('shop'));
    expect((await copy.load())?.linked()).toEqual(['shop']);
  });
});
