import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemberSet } from '@assay/bucketing';
import { SegmentContents } from './segment-contents.js';

const BYTES = MemberSet.of(['u1', 'u2']).bytes;
const HASH = createHash('sha256').update(BYTES).digest('hex');

class AwayError extends Error {}

/** A database that counts how often it is asked. */
function database() {
  const state = { asked: 0, away: false };
  const load = (_project: string, hash: string): Promise<Uint8Array | undefined> => {
    state.asked += 1;
    if (state.away) return Promise.reject(new AwayError('away'));
    return Promise.resolve(hash === HASH ? BYTES : undefined);
  };
  return { state, load };
}

describe('contents of segments', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'segments-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('come from the database once, and from the disk while it is away', async () => {
    const members = database();
    expect(await new SegmentContents(members, folder).bytesOf('default', HASH)).toEqual(BYTES);
    members.state.away = true;
    expect(await new SegmentContents(members, folder).bytesOf('default', HASH)).toEqual(BYTES);
    expect(members.state.asked).toBe(1);
  });

  it('are asked for again where the disk has something else under that name', async () => {
    const members = database();
    const contents = new SegmentContents(members, folder);
    await contents.bytesOf('default', HASH);
    await writeFile(join(folder, 'segments', HASH), 'damaged');
    expect(await contents.bytesOf('default', HASH)).toEqual(BYTES);
    expect(members.state.asked).toBe(2);
  });

  it('are nothing where nobody has sent them, and an error where nobody can tell', async () => {
    const members = database();
    const contents = new SegmentContents(members);
    expect(await contents.bytesOf('default', 'f'.repeat(64))).toBeUndefined();
    members.state.away = true;
    await expect(contents.bytesOf('default', HASH)).rejects.toBeInstanceOf(AwayError);
  });

  it('do without a disk that takes nothing', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect(await new SegmentContents(database(), file).bytesOf('default', HASH)).toEqual(BYTES);
  });
});
