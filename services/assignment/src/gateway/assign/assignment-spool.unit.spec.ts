import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StickyEntry } from '@assay/sticky';
import type { WaitingAssignment, WaitingEvent } from './assignment-spool.js';
import { AssignmentSpool } from './assignment-spool.js';

const waiting = (unit: string): WaitingAssignment => ({
  key: { project: 'default', experiment: 'checkout', run: 1, unit },
  entry: { event: { subject: unit }, confirmed: false } as unknown as StickyEntry,
});
const unitsOf = (events: readonly WaitingEvent[] = []) =>
  events.map((one) => ('key' in one ? one.key.unit : one.exposure.data.unit));

describe('the spool of assignments', () => {
  let folder: string;
  let dropped: number[];
  let unusable: unknown[];
  const opened = async (mostFiles?: number): Promise<AssignmentSpool> => {
    const bound = mostFiles === undefined ? {} : { mostFiles };
    const onDropped = (count: number) => dropped.push(count);
    const onUnusable = (error: unknown) => unusable.push(error);
    const spool = new AssignmentSpool({ folder, ...bound, onDropped, onUnusable });
    await spool.open();
    return spool;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'assay-spool-'));
    dropped = [];
    unusable = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('gives back what it was given, oldest first, until it is told that the log has it', async () => {
    const spool = await opened();
    await spool.put([waiting('u1'), waiting('u2')]);
    await spool.put([waiting('u3')]);
    expect(unitsOf((await spool.take())?.events)).toEqual(['u1', 'u2']);
    const again = await spool.take();
    expect(again?.events).toEqual([waiting('u1'), waiting('u2')]);
    await again?.forget();
    expect(unitsOf((await spool.take())?.events)).toEqual(['u3']);
  });

  it('is there after a restart, and goes on after what was there', async () => {
    await (await opened()).put([waiting('u1')]);
    const spool = await opened();
    await spool.put([waiting('u2')]);
    const first = await spool.take();
    expect(unitsOf(first?.events)).toEqual(['u1']);
    await first?.forget();
    const second = await spool.take();
    expect(unitsOf(second?.events)).toEqual(['u2']);
    await second?.forget();
    expect(spool.isEmpty).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('drops its oldest file when it is full, and says how much that was', async () => {
    const spool = await opened(2);
    for (const units of [['u1', 'u2', 'u3'], ['u4'], ['u5']]) await spool.put(units.map(waiting));
    expect(dropped).toEqual([3]);
    expect(unitsOf((await spool.take())?.events)).toEqual(['u4']);
  });

  it('is not held up by a file that is damaged, nor by one that was never finished', async () => {
    const spool = await opened();
    await spool.put([waiting('u1')]);
    await spool.put([waiting('u2')]);
    writeFileSync(join(folder, readdirSync(folder).sort()[0] ?? ''), '{"half');
    writeFileSync(join(folder, 'assignments-000000000000009-1-1.ndjson.part'), '{"half');
    expect(unitsOf((await (await opened()).take())?.events)).toEqual(['u2']);
    expect(dropped).toEqual([1]);
  });

  it('has nothing to give when nothing was given', async () => {
    const spool = await opened();
    await spool.put([]);
    expect(await spool.take()).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps apart what several processes put into one folder at once', async () => {
    const both = [await opened(), await opened()];
    await Promise.all(both.map((spool, index) => spool.put([waiting(`u${String(index)}`)])));
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('is none where its folder cannot be opened', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file, and no folder');
    const spool = await opened();
    expect([spool.isUsable, spool.isEmpty, await spool.take()]).toEqual([false, true, undefined]);
    expect(unusable).toEqual([expect.objectContaining({ code: 'EEXIST' })]);
  });

  it('is none any more once something cannot be removed from it', async () => {
    const spool = await opened();
    await spool.put([waiting('u1')]);
    const [name = ''] = readdirSync(folder);
    rmSync(join(folder, name));
    mkdirSync(join(folder, name));
    expect([spool.isUsable, await spool.take()]).toEqual([true, undefined]);
    expect([spool.isUsable, unusable.length]).toEqual([false, 1]);
  });
});
