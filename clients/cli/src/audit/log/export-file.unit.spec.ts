import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExportFile } from './export-file.js';

/** A file that is always full. */
const FULL = '/dev/full';

describe('the file of an export', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-export-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('holds what was written to it, line by line', async () => {
    const path = join(folder, 'out.ndjson');
    const file = await ExportFile.open(path, 'wx');
    expect([file.write('one'), file.write('zwö')]).toEqual([4, 5]);
    await file.flush();
    await file.close();
    expect(await readFile(path, 'utf8')).toBe('one\nzwö\n');
  });

  it('says that it cannot be made where there is no folder', async () => {
    await expect(ExportFile.open(join(folder, 'none', 'out'), 'wx')).rejects.toMatchObject({
      code: 'UNWRITABLE_FILE',
      exitCode: 1,
    });
  });

  it('on a full disk says so at the flush and at the next line, and can be closed', async () => {
    if (!existsSync(FULL)) return;
    const file = await ExportFile.open(FULL, 'a');
    file.write('one');
    await expect(file.flush()).rejects.toThrow(/ENOSPC.*make room/s);
    expect(() => file.write('two')).toThrow('ENOSPC');
    expect(file.isBroken).toBe(true);
    await file.close();
  });
});
