import type { EventEnvelope } from '@assay/contracts';
import type { Decider, EventStore } from '../src/index.js';
import { VersionConflictError, handle } from '../src/index.js';
import { STREAM, variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

interface AddVariant {
  readonly name: string;
}

/** Takes up to three different variants. */
const decider: Decider<readonly string[], AddVariant, EventEnvelope, 'full' | 'known'> = {
  initial: [],
  evolve: (state, event) => [...state, (event.data as { key: string }).key],
  decide: ({ name }, state) => {
    if (state.includes(name)) return { outcome: 'refused', refusal: 'known' };
    if (state.length === 3) return { outcome: 'refused', refusal: 'full' };
    return { outcome: 'accepted', events: [variantAdded(name)] };
  },
};

describe('handling a command', () => {
  let test: TestStore;
  beforeEach(async () => {
    test = await openTestStore();
  });
  afterEach(() => test.close());

  it('appends what was decided and gives the state afterwards', async () => {
    await handle(decider, test.store, STREAM, { name: 'a' });
    expect(await handle(decider, test.store, STREAM, { name: 'b' })).toMatchObject({
      outcome: 'accepted',
      repeated: false,
      version: 2,
      state: ['a', 'b'],
    });
  });

  it('gives the refusal as a value and writes nothing', async () => {
    await handle(decider, test.store, STREAM, { name: 'a' });
    expect(await handle(decider, test.store, STREAM, { name: 'a' })).toEqual({
      outcome: 'refused',
      refusal: 'known',
      version: 1,
      state: ['a'],
    });
    expect(await test.store.end()).toBe(1);
  });

  it('decides again after a conflict, on what the other writer made of the stream', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const handled = await Promise.all(names.map((name) => handle(decider, test.store, STREAM, { name })));
    expect(handled.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(3);
    expect(handled.filter(({ outcome }) => outcome === 'refused')).toHaveLength(2);
    expect(await test.store.end()).toBe(3);
  });

  it('gives up after five conflicts', async () => {
    let loads = 0;
    const busy: EventStore = {
      load: async () => {
        loads += 1;
        return [];
      },
      append: async () => {
        throw new VersionConflictError(STREAM, 0, loads);
      },
      readFrom: async () => [],
      end: async () => 0,
    };
    await expect(handle(decider, busy, STREAM, { name: 'a' })).rejects.toThrow('is at version 5, expected 0');
    expect(loads).toBe(5);
  });

  it('says repeated when the same decision is made twice at once', async () => {
    const unguarded = { ...decider, decide: () => accept(variantAdded('same')) };
    const handled = await Promise.all(
      [1, 2, 3].map(() => handle(unguarded, test.store, STREAM, { name: 'x' })),
    );
    expect(handled.map((one) => one.outcome === 'accepted' && one.repeated).sort()).toEqual([
      false,
      true,
      true,
    ]);
    // Also those who came second: what they had loaded was the stream before.
    expect(handled.map(({ state, version }) => ({ state, version }))).toEqual(
      Array(3).fill({ state: ['same'], version: 1 }),
    );
    expect(await test.store.end()).toBe(1);
  });
});

const accept = (event: EventEnvelope) => ({ outcome: 'accepted' as const, events: [event] });
