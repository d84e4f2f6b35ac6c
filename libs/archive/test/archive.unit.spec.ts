import type { LogRecord } from '@assay/event-bus';
import { Archive } from '@assay/archive';
import fc from 'fast-check';
import { archivePartition } from '../src/archiver/archive-partition.js';
import { trimPartition } from '../src/archiver/trim-partition.js';
import { manifestKey } from '../src/manifest/manifest.js';
import type { SegmentEntry } from '../src/segment/segment-index.js';
import { segmentKey } from '../src/segment/segment-index.js';
import { MemoryLog } from './support/memory-log.js';
import { MemoryStore } from './support/memory-store.js';
import { anyRecords, PLACE, recordAt, records } from './support/records.js';

const ALWAYS = () => true;
const ALL = { segmentBytes: 2_000, closeBefore: Infinity, mayWrite: ALWAYS };

async function archived(log: MemoryLog, store: MemoryStore, limits = ALL): Promise<SegmentEntry[]> {
  const entries: SegmentEntry[] = [];
  for await (const entry of archivePartition({ bus: log, store }, PLACE, limits)) entries.push(entry);
  return entries;
}

async function read(archive: Archive, from: number, until: number): Promise<LogRecord[]> {
  const all: LogRecord[] = [];
  for await (const page of archive.records({ ...PLACE, from, until })) all.push(...page);
  return all;
}

const logOf = (all: readonly LogRecord[]): MemoryLog => new MemoryLog([...all]);

describe('the archive of a partition', () => {
  it('has any messages as the log has them, however they are cut into segments', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecords, fc.integer({ min: 1, max: 3_000 }), async (any, segmentBytes) => {
        const all = any.map((record, offset) => ({ ...record, offset }));
        const store = new MemoryStore();
        await archived(logOf(all), store, { ...ALL, segmentBytes });
        expect(await read(new Archive(store), 0, all.length)).toEqual(all);
      }),
      { numRuns: 100 },
    );
  });

  it('is one chain: each segment names the one before', async () => {
    const entries = await archived(logOf(records(0, 100)), new MemoryStore());
    expect(entries.length).toBeGreaterThan(3);
    expect(entries.map(({ previous }) => previous)).toEqual([
      null,
      ...entries.slice(0, -1).map(({ sha256 }) => sha256),
    ]);
    expect(entries.map(({ first }) => first)).toEqual([
      0,
      ...entries.slice(0, -1).map(({ last }) => last + 1),
    ]);
  });

  it('leaves a segment open that may still grow, until it is old', async () => {
    const [log, store] = [logOf(records(0, 10)), new MemoryStore()];
    const young = { ...ALL, segmentBytes: 1_000_000, closeBefore: recordAt(0).appendedAt };
    expect(await archived(log, store, young)).toEqual([]);
    expect(await archived(log, store, { ...young, closeBefore: young.closeBefore + 1 })).toHaveLength(1);
  });

  it('goes on where it was, and does nothing where nothing is new', async () => {
    const [log, store] = [logOf(records(0, 60)), new MemoryStore()];
    const first = await archived(log, store);
    expect(await archived(log, store)).toEqual([]);
    log.messages.push(...records(60, 90));
    const second = await archived(log, store);
    expect([second[0]?.first, second[0]?.previous]).toEqual([60, first.at(-1)?.sha256]);
    expect(await read(new Archive(store), 0, 90)).toEqual(records(0, 90));
  });

  it('gives a stretch, of however many segments', async () => {
    const store = new MemoryStore();
    await archived(logOf(records(0, 100)), store);
    const archive = new Archive(store);
    for (const [from, until] of [
      [0, 1],
      [13, 77],
      [99, 100],
      [40, 40],
    ] as const)
      expect(await read(archive, from, until)).toEqual(records(from, until));
    expect(await archive.extent(PLACE.topic, PLACE.partition)).toEqual({ from: 0, until: 100 });
    expect(await archive.extent(PLACE.topic, 0)).toBeUndefined();
  });

  it('has no gap and no double, wherever its writer was killed', async () => {
    const all = records(0, 100);
    const reference = new MemoryStore();
    await archived(logOf(all), reference);
    for (let kills = 1; kills <= 20; kills += 1) {
      const store = new MemoryStore();
      let writes = 0;
      store.beforeWrite = (key) => {
        writes += 1;
        if (writes === kills) throw new Error(`killed before ${key}`);
      };
      await archived(logOf(all), store).catch(() => undefined);
      await archived(logOf(all), store);
      expect(await read(new Archive(store), 0, 100)).toEqual(all);
      expect(store.objects).toEqual(reference.objects);
    }
  });

  it('is not written by whoever no longer may, nor over what somebody else wrote', async () => {
    const store = new MemoryStore();
    expect(await archived(logOf(records(0, 50)), store, { ...ALL, mayWrite: () => false })).toEqual([]);
    expect([...store.objects]).toEqual([]);
    store.beforeWrite = (key) => {
      // Somebody else is faster with another segment, between this writer's segment and its manifest.
      if (key.endsWith('.gz')) store.objects.set(manifestKey(PLACE), Buffer.from('theirs'));
    };
    await expect(archived(logOf(records(0, 50)), store)).rejects.toMatchObject({ code: 'ARCHIVE_TAKEN' });
    expect(store.objects.get(manifestKey(PLACE))?.toString()).toBe('theirs');
  });

  it.each([
    ['a log that does not reach as far', records(0, 30)],
    ['a log with another message there', [...records(0, 49), recordAt(49, 'another'), ...records(50, 60)]],
  ])('is not gone on with from %s', async (_, other) => {
    const store = new MemoryStore();
    await archived(logOf(records(0, 50)), store);
    const before = new Map(store.objects);
    await expect(archived(logOf(other), store)).rejects.toMatchObject({ code: 'ARCHIVE_OF_OTHER_LOG' });
    expect(store.objects).toEqual(before);
  });

  it('stops at a hole in the log, with what came before archived', async () => {
    const log = logOf(records(0, 60));
    log.messages.splice(40, 5);
    const store = new MemoryStore();
    await expect(archived(log, store)).rejects.toMatchObject({ code: 'POSITION_GAP' });
    const until = (await new Archive(store).extent(PLACE.topic, PLACE.partition))?.until ?? 0;
    expect(until).toBeGreaterThan(0);
    expect(until).toBeLessThanOrEqual(40);
    expect(await read(new Archive(store), 0, until)).toEqual(records(0, until));
  });

  describe('lets the log go', () => {
    async function setUp() {
      const [log, store] = [logOf(records(0, 100)), new MemoryStore()];
      const entries = await archived(log, store);
      const trim = (takenBefore: number, mayWrite = ALWAYS) =>
        trimPartition({ bus: log, archive: new Archive(store) }, PLACE, { takenBefore, mayWrite });
      return { log, store, entries, trim };
    }

    it('as far as it is older than was said, in whole segments', async () => {
      const { log, entries, trim } = await setUp();
      const second = entries[1]?.last ?? 0;
      expect(await trim(recordAt(second + 1).appendedAt)).toBe(second + 1);
      expect(log.earliest).toBe(second + 1);
      expect(await trim(recordAt(second + 1).appendedAt)).toBe(0);
      expect(await trim(Infinity)).toBe(100 - second - 1);
    });

    it('never past a segment that is not what the log has, nor of a lease that is lost', async () => {
      const { log, store, entries, trim } = await setUp();
      const [first, second] = entries;
      if (first === undefined || second === undefined) throw new RangeError('two segments are needed');
      expect(await trim(Infinity, () => false)).toBe(0);
      store.objects.delete(segmentKey(second));
      await expect(trim(Infinity)).rejects.toMatchObject({ damage: { kind: 'archive-segment-missing' } });
      expect(log.earliest).toBe(first.last + 1);
    });

    it('never past a message that is another one in the log', async () => {
      const { log, trim } = await setUp();
      log.messages[3] = recordAt(3, 'another');
      await expect(trim(Infinity)).rejects.toMatchObject({
        damage: { kind: 'archive-differs', place: 'assay.interactions.v1[2]:3' },
      });
      expect(log.earliest).toBe(0);
    });
  });

  describe('whose manifest is damaged is not read, and says so', () => {
    const damages: readonly (readonly [string, string, (text: string) => string])[] = [
      ['cut short', 'archive-manifest-altered', (text) => text.slice(0, -20)],
      [
        'of another partition',
        'archive-manifest-altered',
        (text) => text.replace('"partition":2', '"partition":3'),
      ],
      ['without a segment in the middle', 'archive-chain-broken', (text) => withoutLine(text, 2)],
      ['with two segments exchanged', 'archive-chain-broken', (text) => exchanged(text, 2, 3)],
      ['with another offset', 'archive-chain-broken', (text) => text.replace('"first":0,', '"first":1,')],
    ];
    it.each(damages)('%s', async (_, kind, damage) => {
      const store = new MemoryStore();
      await archived(logOf(records(0, 100)), store);
      const text = store.objects.get(manifestKey(PLACE))?.toString() ?? '';
      const damaged = damage(text);
      expect(damaged).not.toBe(text);
      store.objects.set(manifestKey(PLACE), Buffer.from(damaged));
      await expect(read(new Archive(store), 0, 100)).rejects.toMatchObject({
        code: 'ARCHIVE_DAMAGED',
        damage: { kind },
      });
    });
  });
});

const withoutLine = (text: string, line: number): string =>
  text
    .split('\n')
    .filter((_, at) => at !== line)
    .join('\n');

function exchanged(text: string, one: number, other: number): string {
  const lines = text.split('\n');
  [lines[one], lines[other]] = [lines[other] ?? '', lines[one] ?? ''];
  return lines.join('\n');
}
