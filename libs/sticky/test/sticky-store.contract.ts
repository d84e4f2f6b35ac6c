import type { StickyStore } from '../src/index.js';
import { entryOf, keyOf } from './sticky-fixtures.js';

/** What every sticky store promises. `create` gives an empty store each time. */
export function stickyStoreContract(create: () => StickyStore | Promise<StickyStore>): void {
  let store: StickyStore;

  beforeEach(async () => {
    store = await create();
  });

  afterEach(async () => {
    await store.close();
  });

  it('says that it does not know a unit', async () => {
    expect(await store.get(keyOf('stranger'))).toEqual({ outcome: 'missing' });
  });

  it('gives back the whole entry', async () => {
    const key = keyOf('visitor-1');
    const entry = entryOf(key, 'treatment');
    expect(await store.putIfAbsent(key, entry)).toEqual({ outcome: 'found', entry });
    expect(await store.get(key)).toEqual({ outcome: 'found', entry });
  });

  it('lets the first writer win', async () => {
    const key = keyOf('visitor-1');
    const first = entryOf(key, 'control');
    await store.putIfAbsent(key, first);
    expect(await store.putIfAbsent(key, entryOf(key, 'treatment'))).toEqual({
      outcome: 'found',
      entry: first,
    });
    expect(await store.get(key)).toEqual({ outcome: 'found', entry: first });
  });

  it('gives all of many concurrent writers the same holder', async () => {
    const key = keyOf('visitor-1');
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        store.putIfAbsent(key, entryOf(key, index % 2 === 0 ? 'control' : 'treatment')),
      ),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it.each([
    ['run', keyOf('u', { run: 2 })],
    ['experiment', keyOf('u', { experiment: 'other' })],
    ['project', keyOf('u', { project: 'other' })],
    ['unit', keyOf('u2')],
    ['project and unit that look alike when joined', keyOf('x/u', { project: 'p' })],
  ])('keeps entries of another %s apart', async (_, other) => {
    await store.putIfAbsent(keyOf('u'), entryOf(keyOf('u'), 'control'));
    await store.putIfAbsent(keyOf('u', { project: 'p/x' }), entryOf(keyOf('u'), 'control'));
    expect(await store.get(other)).toEqual({ outcome: 'missing' });
  });

  it('marks entries as being in the log, and leaves the event as it was', async () => {
    const [known, stranger] = [keyOf('visitor-1'), keyOf('visitor-2')];
    await store.putIfAbsent(known, entryOf(known, 'control'));
    await store.confirm([known, stranger]);
    expect(await store.get(known)).toEqual({ outcome: 'found', entry: entryOf(known, 'control', true) });
    expect(await store.get(stranger)).toEqual({ outcome: 'missing' });
  });

  it('removes what it holds of a unit, and nothing else', async () => {
    const keys = [keyOf('gone'), keyOf('gone', { run: 2 }), keyOf('gone', { experiment: 'other' })];
    const others = [keyOf('stays'), keyOf('gone', { project: 'other' })];
    for (const key of [...keys, ...others]) await store.putIfAbsent(key, entryOf(key, 'control'));
    const [{ project, unit }] = [keyOf('gone')];
    expect(await store.remove({ project, unit }, keys)).toBe(true);
    for (const key of keys) expect(await store.get(key)).toEqual({ outcome: 'missing' });
    for (const key of others) expect((await store.get(key)).outcome).toBe('found');
  });

  it('keeps units of any characters', async () => {
    const key = keyOf('日本語 "quoted" \n 😀');
    await store.putIfAbsent(key, entryOf(key, 'control'));
    expect(await store.get(key)).toEqual({ outcome: 'found', entry: entryOf(key, 'control') });
  });
}
