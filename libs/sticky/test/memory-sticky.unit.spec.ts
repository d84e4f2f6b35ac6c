import { MemoryStickyStore } from '../src/index.js';
import { entryOf, keyOf } from './sticky-fixtures.js';
import { stickyStoreContract } from './sticky-store.contract.js';

describe('MemoryStickyStore', () => {
  stickyStoreContract(() => new MemoryStickyStore());

  it('answers at once for what it holds', () => {
    const store = new MemoryStickyStore();
    const entry = entryOf(keyOf('u'), 'control');
    store.keep(keyOf('u'), entry);
    expect(store.peek(keyOf('u'))).toBe(entry);
  });

  it('keeps as many as it is told of those used last, and forgets what was not used', () => {
    const store = new MemoryStickyStore({ entries: 2 });
    const keys = ['a', 'b', 'c', 'd'].map((unit) => keyOf(unit));
    for (const key of keys) {
      store.keep(key, entryOf(key, 'control'));
      store.peek(keyOf('a'));
    }
    expect(keys.map((key) => store.peek(key) !== undefined)).toEqual([true, false, false, true]);
  });

  it('holds at most twice as many', () => {
    const store = new MemoryStickyStore({ entries: 10 });
    const keys = Array.from({ length: 1_000 }, (_, n) => keyOf(`unit-${String(n)}`));
    for (const key of keys) store.keep(key, entryOf(key, 'control'));
    const held = keys.filter((key) => store.peek(key) !== undefined);
    expect(held.length).toBeLessThanOrEqual(20);
    expect(held).toEqual(expect.arrayContaining(keys.slice(-10)));
  });

  it('tells projects, experiments and runs of one unit apart', () => {
    const store = new MemoryStickyStore();
    const key = keyOf('u');
    store.keep(key, entryOf(key, 'control'));
    const others = [
      { ...key, project: 'other' },
      { ...key, experiment: 'other' },
      { ...key, run: key.run + 1 },
    ];
    expect(others.map((other) => store.peek(other))).toEqual([undefined, undefined, undefined]);
  });
});
