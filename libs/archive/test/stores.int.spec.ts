import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ArchiveLocation } from '@assay/archive';
import { Archive, openStore } from '@assay/archive';
import { archivePartition } from '../src/archiver/archive-partition.js';
import { manifestKey } from '../src/manifest/manifest.js';
import { segmentKey } from '../src/segment/segment-index.js';
import { MemoryLog } from './support/memory-log.js';
import { PLACE, records } from './support/records.js';
import type { S3Server } from './support/s3-server.js';
import { startS3Server } from './support/s3-server.js';

const LIMITS = { segmentBytes: 2_000, closeBefore: Infinity, mayWrite: () => true };

/** What every storage of an archive has to give. */
function storeContract(locate: () => ArchiveLocation): void {
  it('gives an object as it was written, and nothing where none is', async () => {
    const store = openStore(locate());
    const content = Buffer.from([0, 1, 2, 0xff, 0x0a]);
    await store.write('topic/3/object.gz', content);
    expect((await store.read('topic/3/object.gz'))?.content).toEqual(content);
    expect(await store.read('topic/3/another.gz')).toBeUndefined();
    await store.write('topic/3/object.gz', content);
    expect((await store.read('topic/3/object.gz'))?.content).toEqual(content);
  });

  it('replaces what the caller has read, and nothing else', async () => {
    const store = openStore(locate());
    const [one, two] = [Buffer.from('one'), Buffer.from('two')];
    expect(await store.replace('m.json', one, undefined)).toBe(true);
    expect(await store.replace('m.json', two, undefined)).toBe(false);
    const version = (await store.read('m.json'))?.version;
    expect(await store.replace('m.json', two, version)).toBe(true);
    expect(await store.replace('m.json', one, version)).toBe(false);
    expect((await store.read('m.json'))?.content).toEqual(two);
  });

  it('holds an archive that goes on where it was', async () => {
    const store = openStore(locate());
    const log = new MemoryLog([...records(0, 60)]);
    const archiving = async () => {
      for await (const entry of archivePartition({ bus: log, store }, PLACE, LIMITS)) void entry;
    };
    await archiving();
    log.messages.push(...records(60, 90));
    await archiving();
    const archive = new Archive(openStore(locate()));
    const read = [];
    for await (const page of archive.records({ ...PLACE, from: 0, until: 90 })) read.push(...page);
    expect(read).toEqual(records(0, 90));
  });

  it('shows what was changed in it', async () => {
    const store = openStore(locate());
    const archive = new Archive(store);
    const entry = (await archive.manifest(PLACE)).segments[2];
    if (entry === undefined) throw new RangeError('three segments are needed');
    await store.write(segmentKey(entry), Buffer.from('changed'));
    const reading = archive.records({ ...PLACE, from: entry.first, until: entry.last + 1 });
    await expect(reading.next()).rejects.toMatchObject({
      code: 'ARCHIVE_DAMAGED',
      damage: { kind: 'archive-segment-altered', place: segmentKey(entry) },
    });
  });
}

describe('an archive in a folder', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-archive-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  storeContract(() => ({ url: pathToFileURL(join(folder, 'a folder')).href }));

  it('leaves nothing half-written behind', async () => {
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(names.some((name) => name.endsWith(manifestKey(PLACE)))).toBe(true);
  });

  it('says what it could not do, for whoever tries again', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const store = openStore({ url: pathToFileURL(file).href });
    await expect(store.write('topic/0/object', Buffer.from(''))).rejects.toMatchObject({
      code: 'ARCHIVE_UNAVAILABLE',
      transient: true,
    });
  });
});

describe('an archive in a bucket', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server();
  });
  afterAll(() => server.stop());

  storeContract(() => server.location);

  it.each([
    ['a bucket that does not exist', { url: 's3://nowhere/x' }, 'NoSuchBucket'],
    ['a server that is away', { endpoint: 'http://127.0.0.1:1' }, 'ECONNREFUSED'],
  ])('says that it is away, and never that it is empty: %s', async (_, change, reason) => {
    const store = openStore({ ...server.location, ...change });
    const reading = new Archive(store).extent(PLACE.topic, PLACE.partition);
    await expect(reading).rejects.toMatchObject({ code: 'ARCHIVE_UNAVAILABLE', transient: true });
    await expect(reading).rejects.toThrow(reason);
  });

  it('names its place without secrets', () => {
    expect(openStore(server.location).address).toBe('s3://archive/assay/log/');
  });
});
