import { isDeeperThan } from './json-depth.js';

const nested = (depth: number): Buffer => Buffer.from('['.repeat(depth) + ']'.repeat(depth));

describe('isDeeperThan', () => {
  it('allows the limit and refuses one more', () => {
    expect([isDeeperThan(nested(32), 32), isDeeperThan(nested(33), 32)]).toEqual([false, true]);
  });

  it('counts objects and arrays alike', () => {
    expect(isDeeperThan(Buffer.from('{"a":[{"b":[1]}]}'.padEnd(20)), 3)).toBe(true);
    expect(isDeeperThan(Buffer.from('{"a":[{"b":[1]}]}'.padEnd(20)), 4)).toBe(false);
  });

  it('does not count brackets in text, also behind escaped quotes', () => {
    const text = JSON.stringify({ note: `"${'['.repeat(100)}\\`, end: 1 });
    expect(isDeeperThan(Buffer.from(text), 2)).toBe(false);
  });

  it('does not confuse siblings with depth', () => {
    expect(isDeeperThan(Buffer.from(`[${'[],'.repeat(500)}[]]`), 2)).toBe(false);
  });

  it('ends on text that is never closed', () => {
    expect(isDeeperThan(Buffer.from(`["${'x'.repeat(100)}`), 3)).toBe(false);
  });
});
