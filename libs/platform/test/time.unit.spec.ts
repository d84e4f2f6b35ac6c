import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixedClock, newId, OffsetFileClock } from '../src/index.js';

describe('OffsetFileClock', () => {
  const folder = mkdtempSync(join(tmpdir(), 'clock-'));
  const file = join(folder, 'offset');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('adds what the file says, and follows it', () => {
    const base = new FixedClock(1_000_000);
    const clock = new OffsetFileClock(file, base);
    expect(clock.now()).toBe(1_000_000);
    writeFileSync(file, '172800000\n');
    base.advance(200);
    expect(clock.now()).toBe(1_000_200 + 172_800_000);
    writeFileSync(file, 'not a number');
    base.advance(200);
    expect(clock.now()).toBe(1_000_400);
  });

  it('does not read the file for every call', () => {
    const base = new FixedClock(0);
    writeFileSync(file, '5');
    const clock = new OffsetFileClock(file, base);
    expect(clock.now()).toBe(5);
    writeFileSync(file, '7');
    base.advance(199);
    expect(clock.now()).toBe(204);
  });
});

it('makes ids that are unique and sort by time', () => {
  const ids = Array.from({ length: 1000 }, () => newId());
  expect(new Set(ids).size).toBe(1000);
  expect([...ids].sort()).toEqual(ids);
});
