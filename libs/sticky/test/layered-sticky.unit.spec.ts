import type { AssignmentsFallback, StickyLookup } from '../src/index.js';
import { LayeredStickyStore, MemoryStickyStore, SingleFlight } from '../src/index.js';
import { CountingStore } from './counting.store.js';
import { entryOf, keyOf } from './sticky-fixtures.js';
import { stickyStoreContract } from './sticky-store.contract.js';

const KEY = keyOf('visitor-1');
const MISSING: StickyLookup = { outcome: 'missing' };

const answering = (answer: StickyLookup): AssignmentsFallback & { lookups: number } => ({
  lookups: 0,
  lookup() {
    this.lookups += 1;
    return Promise.resolve(answer);
  },
});

describe('LayeredStickyStore', () => {
  describe('alone', () => stickyStoreContract(() => new LayeredStickyStore()));

  describe('in front of a shared store', () =>
    stickyStoreContract(() => new LayeredStickyStore({ shared: new CountingStore() })));

  describe('with the projected assignments behind it', () =>
    stickyStoreContract(
      () => new LayeredStickyStore({ shared: new CountingStore(), fallback: answering(MISSING) }),
    ));

  it('remembers what the shared store said', async () => {
    const shared = new CountingStore();
    await shared.putIfAbsent(KEY, entryOf(KEY, 'control'));
    const store = new LayeredStickyStore({ shared });
    expect(store.peek(KEY)).toBeUndefined();
    await store.get(KEY);
    expect(store.peek(KEY)).toEqual(entryOf(KEY, 'control'));
  });

  it('serves the entry of the process that was first, also from memory', async () => {
    const shared = new CountingStore();
    await new LayeredStickyStore({ shared }).putIfAbsent(KEY, entryOf(KEY, 'control'));
    const later = new LayeredStickyStore({ shared });
    const answer = await later.putIfAbsent(KEY, entryOf(KEY, 'treatment'));
    expect(answer).toEqual({ outcome: 'found', entry: entryOf(KEY, 'control') });
    expect(later.peek(KEY)).toEqual(entryOf(KEY, 'control'));
  });

  it('asks the projected assignments when the shared store lost the unit, and puts it back', async () => {
    const shared = new CountingStore();
    const entry = entryOf(KEY, 'control', true);
    const store = new LayeredStickyStore({ shared, fallback: answering({ outcome: 'found', entry }) });
    expect(await store.get(KEY)).toEqual({ outcome: 'found', entry });
    expect(await shared.get(KEY)).toEqual({ outcome: 'found', entry });
  });

  it('takes the word of the projected assignments when the shared store is away', async () => {
    const shared = new CountingStore();
    shared.away = true;
    const store = new LayeredStickyStore({ shared, fallback: answering(MISSING) });
    expect(await store.get(KEY)).toEqual(MISSING);
  });

  it.each<[string, AssignmentsFallback]>([
    ['says so', answering({ outcome: 'unavailable' })],
    ['fails', { lookup: () => Promise.reject(new TypeError('connection terminated')) }],
    ['never answers', { lookup: () => new Promise(() => undefined) }],
  ])('is unavailable, not missing, when the projected assignments are away: it %s', async (_, fallback) => {
    const store = new LayeredStickyStore({ shared: new CountingStore(), fallback, fallbackTimeoutMs: 20 });
    expect(await store.get(KEY)).toEqual({ outcome: 'unavailable' });
    expect(store.peek(KEY)).toBeUndefined();
  });

  it('still holds assignments in memory while the shared store is away', async () => {
    const shared = new CountingStore();
    shared.away = true;
    const store = new LayeredStickyStore({ shared });
    await store.putIfAbsent(KEY, entryOf(KEY, 'control'));
    expect(await store.get(KEY)).toEqual({ outcome: 'found', entry: entryOf(KEY, 'control') });
  });

  describe('a thousand concurrent misses of one unit', () => {
    const miss = (get: () => Promise<StickyLookup>) => Promise.all(Array.from({ length: 1_000 }, get));

    it('cost one load of each layer', async () => {
      const shared = new CountingStore();
      const fallback = answering(MISSING);
      const store = new LayeredStickyStore({ shared, fallback });
      const answers = await miss(() => store.get(KEY));
      expect(answers.every((answer) => answer.outcome === 'missing')).toBe(true);
      expect({ shared: shared.loads, fallback: fallback.lookups }).toEqual({ shared: 1, fallback: 1 });
    });

    it('control run: without sharing the load they cost a thousand', async () => {
      const shared = new CountingStore();
      await miss(() => shared.get(KEY));
      expect(shared.loads).toBe(1_000);
    });
  });
});

describe('SingleFlight', () => {
  it('loads again once the load is done, also after a failure', async () => {
    const flights = new SingleFlight<number>();
    let loads = 0;
    const failing = () =>
      flights.run('k', () => Promise.reject(new RangeError(`load ${String((loads += 1))}`)));
    await expect(failing()).rejects.toThrow('load 1');
    await expect(failing()).rejects.toThrow('load 2');
  });

  it('keeps keys apart', async () => {
    const flights = new SingleFlight<string>();
    const answers = await Promise.all(['a', 'b'].map((key) => flights.run(key, () => Promise.resolve(key))));
    expect(answers).toEqual(['a', 'b']);
  });
});

describe('a store of its own memory', () => {
  it('shares the memory it is given', async () => {
    const memory = new MemoryStickyStore();
    await new LayeredStickyStore({ memory }).putIfAbsent(KEY, entryOf(KEY, 'control'));
    expect(memory.peek(KEY)).toEqual(entryOf(KEY, 'control'));
  });
});
