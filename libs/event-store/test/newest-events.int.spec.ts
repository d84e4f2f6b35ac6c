import { newestEvents } from '../src/index.js';
import { variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

describe('the newest events of streams', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore();
    for (const stream of ['a/layer/x', 'a/layer/y', 'b/layer/x', 'a/holdout/x']) {
      const events = ['first', 'second'].map((name) => variantAdded(name, stream));
      await test.store.append(stream, 0, events);
    }
    await test.store.append('a/layer/y', 2, [variantAdded('third', 'a/layer/y')]);
  });
  afterAll(() => test.close());

  const found = async (kind: string, projects?: readonly string[]) =>
    (await newestEvents(test.pool, kind, projects)).map(
      ({ stream, version }) => `${stream} ${String(version)}`,
    );

  it('are one of each stream of the kind', async () => {
    expect(await found('layer')).toEqual(['a/layer/x 2', 'a/layer/y 3', 'b/layer/x 2']);
  });

  it('are those of the projects that are asked for', async () => {
    expect(await found('layer', ['a'])).toEqual(['a/layer/x 2', 'a/layer/y 3']);
    expect(await found('layer', ['none'])).toEqual([]);
    expect(await found('rollout')).toEqual([]);
  });
});
