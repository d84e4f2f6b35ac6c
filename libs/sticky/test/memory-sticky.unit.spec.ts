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

  it('forgets the least recently used when it is full', () => {
    const store = new MemoryStickyStore({ maxEntries: 2 });
    const [a, b, c] = [keyOf('a'), keyOf('b'), keyOf('c')];
    store.keep(a, entryOf(a, 'control'));
    store.keep(b, entryOf(b, 'control'));
    store.peek(a);
    store.keep(c, entryOf(c, 'control'));
    expect([store.peek(a), store.peek(b), store.peek(c)].map((entry) => entry !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });
});
