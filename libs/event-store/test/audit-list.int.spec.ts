import { newEvent, SegmentMembersKept } from '@assay/contracts';
import { auditPage } from '../src/audit/audit-list.js';
import { auditQueryOf } from '../src/audit/audit-query.js';
import { STREAM, variantAdded } from './example-events.js';
import type { TestStore } from './test-store.js';
import { openTestStore } from './test-store.js';

describe('the decisions in a store', () => {
  let test: TestStore;
  beforeAll(async () => {
    test = await openTestStore();
    const by = (actor: string, name: string, time: string, stream = STREAM) => ({
      ...variantAdded(name, stream),
      actor,
      time,
    });
    await test.store.append(STREAM, 0, [
      by('user:ada', 'a', '2026-01-01T10:00:00.000Z'),
      by('user:"bob"', 'b', '2026-01-02T10:00:00.000Z'),
      by('user:ada', 'c', '2026-01-03T10:00:00.000Z'),
    ]);
    const foreign = 'elsewhere/experiment/checkout';
    await test.store.append(foreign, 0, [
      { ...by('user:ada', 'd', '2026-01-04T10:00:00.000Z', foreign), project: 'elsewhere' },
    ]);
  });
  afterAll(() => test.close());

  const list = (query: Record<string, string>, project = 'default') =>
    auditPage(test.pool, { service: 'assignment', project }, auditQueryOf(query));
  const positions = async (query: Record<string, string>) =>
    (await list(query)).items.map(({ position }) => position);

  it('are not the pieces of lists that they refer to, unless those are asked for', async () => {
    const stream = 'lists/segment-members/abc';
    const metadata = { ...variantAdded('e', stream), project: 'lists' };
    const piece = newEvent(SegmentMembersKept, metadata, { piece: 1, pieces: 1, content: '' });
    await test.store.append(stream, 0, [piece]);
    expect((await list({}, 'lists')).items).toEqual([]);
    expect((await list({ type: 'SegmentMembersKept' }, 'lists')).items).toMatchObject([{ stream }]);
  });

  it('are those of the project, the latest first, with who and when', async () => {
    const { items, nextCursor } = await list({});
    expect(items.map(({ position }) => position)).toEqual([2, 1, 0]);
    expect(nextCursor).toBeNull();
    expect(items[1]).toMatchObject({
      service: 'assignment',
      actor: 'user:"bob"',
      time: '2026-01-02T10:00:00.000Z',
      type: 'VariantAdded',
      stream: STREAM,
      version: 2,
      reason: null,
    });
    expect((await list({}, 'elsewhere')).items).toHaveLength(1);
  });

  it.each<[Record<string, string>, readonly number[]]>([
    [{ actor: 'user:"bob"' }, [1]],
    [{ actor: 'user:ad' }, []],
    [{ type: 'VariantAdded', from: '2026-01-02T00:00:00Z' }, [2, 1]],
    [{ to: '2026-01-02T10:00:00Z' }, [0]],
    [{ stream: 'default/experiment/*' }, [2, 1, 0]],
    [{ stream: 'default/experiment/%' }, []],
  ])('are chosen by %p', async (query, expected) => {
    expect(await positions(query)).toEqual(expected);
  });

  it('come page by page', async () => {
    const first = await list({ limit: '2' });
    expect(first.items.map(({ position }) => position)).toEqual([2, 1]);
    expect(await positions({ limit: '2', cursor: first.nextCursor ?? '' })).toEqual([0]);
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ from: 'yesterday' }, 'from'],
    [{ actor: '' }, 'actor'],
    [{ who: 'ada' }, 'who'],
    [{ cursor: '-1' }, 'cursor'],
  ])('are not asked for by %p', (query, path) => {
    const [[, value] = []] = Object.entries(query);
    expect(() => auditQueryOf(query)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        errors: [expect.objectContaining({ path, value })],
      }),
    );
  });
});
