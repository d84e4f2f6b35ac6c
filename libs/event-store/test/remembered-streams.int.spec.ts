import type { EventEnvelope, VariantAdded } from '@assay/contracts';
import type { EventStore } from '../src/index.js';
import { RememberedStreams } from '../src/index.js';
import { STREAM, variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

const names = {
  initial: [] as readonly string[],
  evolve: (state: readonly string[], event: EventEnvelope) => [...state, (event as VariantAdded).data.key],
};

let test: TestStore;
let read: number[];
let streams: RememberedStreams<readonly string[], object, EventEnvelope, never>;

beforeEach(async () => {
  test = await openTestStore();
  read = [];
  const load: EventStore['load'] = async (stream, after) => {
    const events = await test.store.load(stream, after);
    read.push(events.length);
    return events;
  };
  streams = new RememberedStreams(names, { load });
});

afterEach(() => test.close());

describe('a stream that is remembered', () => {
  it('is folded once, and from then on only what came since is read', async () => {
    expect(await streams.load(STREAM)).toEqual({ state: [], version: 0 });
    await test.store.append(STREAM, 0, [variantAdded('a'), variantAdded('b')]);
    expect(await streams.load(STREAM)).toEqual({ state: ['a', 'b'], version: 2 });
    await test.store.append(STREAM, 2, [variantAdded('c')]);
    expect(await streams.load(STREAM)).toEqual({ state: ['a', 'b', 'c'], version: 3 });
    expect(await streams.load(STREAM)).toEqual({ state: ['a', 'b', 'c'], version: 3 });
    expect(read).toEqual([0, 2, 1, 0]);
  });

  it('is the whole stream to many who ask at the same moment', async () => {
    await test.store.append(STREAM, 0, [variantAdded('a')]);
    const [one, other] = await Promise.all([streams.load(STREAM), streams.load(STREAM)]);
    expect([one, other]).toEqual(Array(2).fill({ state: ['a'], version: 1 }));
    expect(await streams.load(STREAM)).toEqual({ state: ['a'], version: 1 });
  });
});
