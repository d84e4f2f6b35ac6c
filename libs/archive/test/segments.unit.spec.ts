import type { LogRecord } from '@assay/event-bus';
import fc from 'fast-check';
import { readSegment } from '../src/segment/read-segment.js';
import type { SegmentEntry } from '../src/segment/segment-index.js';
import { segmentKey } from '../src/segment/segment-index.js';
import { SegmentWriter } from '../src/segment/segment-writer.js';
import { anyRecords, records } from './support/records.js';

async function written(all: readonly LogRecord[], previous: string | null = null) {
  const writer = new SegmentWriter();
  for (const record of all) writer.add(record);
  const segment = await writer.close(previous);
  if (segment === undefined) throw new RangeError('nothing was written');
  return segment;
}

async function read(entry: SegmentEntry, content: Buffer | undefined): Promise<LogRecord[]> {
  const stored = content === undefined ? undefined : { content, version: '' };
  const all: LogRecord[] = [];
  for await (const page of readSegment(entry, stored)) all.push(...page);
  return all;
}

describe('a segment', () => {
  it('gives back any messages as they were, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(anyRecords, async (all) => {
        const { entry, content } = await written(all);
        expect(await read(entry, content)).toEqual(all);
      }),
      { numRuns: 200 },
    );
  });

  it('says where it lies, how much it has, and when the log took it', async () => {
    const { entry, content } = await written(records(5, 25), 'abc');
    expect(entry).toMatchObject({
      topic: 'assay.interactions.v1',
      partition: 2,
      first: 5,
      last: 24,
      count: 20,
      previous: 'abc',
      bytes: content.length,
    });
    expect([entry.firstAt, entry.lastAt]).toEqual([1_767_225_605_000, 1_767_225_624_000]);
    expect(segmentKey(entry)).toBe(`assay.interactions.v1/2/00000000000000000005-${entry.sha256}.jsonl.gz`);
  });

  it('has the same name whoever writes it, and another one with another content', async () => {
    const [one, again] = await Promise.all([written(records(0, 9)), written(records(0, 9))]);
    const others = await Promise.all([written(records(0, 8)), written(records(0, 9), 'after')]);
    expect(again).toEqual(one);
    expect(others.map(({ entry }) => entry.sha256)).not.toContain(one.entry.sha256);
  });

  it('is read in pages, however long it is', async () => {
    const { entry, content } = await written(records(0, 2_500));
    const sizes: number[] = [];
    for await (const page of readSegment(entry, { content, version: '' })) sizes.push(page.length);
    expect(sizes).toEqual([1_000, 1_000, 500]);
  });

  it('is nothing when nothing was added', async () => {
    expect(await new SegmentWriter().close(null)).toBeUndefined();
  });

  describe('that is damaged gives nothing out, and says what was found where', () => {
    const damages: readonly (readonly [string, string, (content: Buffer) => Buffer | undefined])[] = [
      ['missing', 'archive-segment-missing', () => undefined],
      ['cut short', 'archive-segment-altered', (content) => content.subarray(0, -10)],
      ['empty', 'archive-segment-altered', () => Buffer.alloc(0)],
      ['longer', 'archive-segment-altered', (content) => Buffer.concat([content, Buffer.from('x')])],
    ];
    it.each(damages)('%s', async (_, kind, damage) => {
      const { entry, content } = await written(records(0, 50));
      const pages: unknown[] = [];
      const reading = (async () => {
        const damaged = damage(content);
        const stored = damaged === undefined ? undefined : { content: damaged, version: '' };
        for await (const page of readSegment(entry, stored)) pages.push(page);
      })();
      await expect(reading).rejects.toMatchObject({
        code: 'ARCHIVE_DAMAGED',
        transient: false,
        damage: { kind, place: segmentKey(entry) },
      });
      expect(pages).toEqual([]);
    });

    it('by any one flipped bit', async () => {
      const { entry, content } = await written(records(0, 50));
      await fc.assert(
        fc.asyncProperty(fc.nat(content.length - 1), fc.nat(7), async (at, bit) => {
          const flipped = Buffer.from(content);
          flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
          await expect(read(entry, flipped)).rejects.toMatchObject({
            damage: { kind: 'archive-segment-altered' },
          });
        }),
        { numRuns: 100 },
      );
    });

    it('by a manifest that says something else of it', async () => {
      const { entry, content } = await written(records(0, 50));
      const claims: readonly Partial<SegmentEntry>[] = [
        { previous: 'another' },
        { first: 1 },
        { last: 48, count: 49 },
        { topic: 'another' },
      ];
      for (const claim of claims)
        await expect(read({ ...entry, ...claim }, content)).rejects.toMatchObject({
          damage: { kind: 'archive-chain-broken' },
        });
    });

    it('by a content that was made anew without one message', async () => {
      const all = records(0, 50);
      const { entry, content } = await written(all.filter(({ offset }) => offset !== 20));
      await expect(read(entry, content)).rejects.toMatchObject({
        damage: { kind: 'archive-segment-altered', problem: 'it does not have what follows offset 19' },
      });
    });
  });
});
