import type { FetchedPartition } from 'kafkajs/src/cluster/index.js';
import { scanPartition } from './kafka-scan.js';

const message = (offset: number, more: object = {}) =>
  ({ offset: String(offset), key: null, value: Buffer.from('x'), timestamp: '0', ...more }) as never;

const answer = (offsets: readonly number[], highWatermark = 10, more: object = {}): FetchedPartition => ({
  partition: 0,
  highWatermark: String(highWatermark),
  messages: offsets.map((offset) => message(offset, more)),
});

/** Reads 2 up to 8, given one answer after the other; tells what was asked for and what came of it. */
async function scan(...answers: readonly (FetchedPartition | undefined)[]) {
  const asked: string[] = [];
  const left = [...answers];
  const fetcher = {
    fetch: ({ topic, offset }: { readonly topic: string; readonly offset: number }) => {
      asked.push(`${topic} ${String(offset)}`);
      return Promise.resolve(left.length > 1 ? left.shift() : left[0]);
    },
  };
  const found: number[] = [];
  const range = { topic: 't', partition: 0, from: 2, until: 8 };
  for await (const page of scanPartition(fetcher, 'ns.', range))
    found.push(...page.map(({ offset }) => offset));
  return { asked, found };
}

describe('a stretch of a partition', () => {
  it('is read answer by answer, without what lies before and after it', async () => {
    // A compressed batch comes whole, from its beginning.
    const { asked, found } = await scan(answer([0, 1, 2, 3]), answer([3, 4, 5]), answer([6, 7, 8, 9]));
    expect(found).toEqual([2, 3, 4, 5, 6, 7]);
    expect(asked).toEqual(['ns.t 2', 'ns.t 4', 'ns.t 6']);
  });

  it('goes on behind marks of transactions', async () => {
    const marks = answer([2, 3], 10, { isControlRecord: true });
    expect((await scan(marks, answer([4, 5, 6, 7]))).found).toEqual([4, 5, 6, 7]);
  });

  it('ends where the broker has nothing up to its end, and where it lost the place', async () => {
    expect((await scan(answer([2, 3]), answer([]))).found).toEqual([2, 3]);
    expect((await scan(answer([2, 3]), undefined)).found).toEqual([2, 3]);
  });

  it('waits for a new leader that does not know yet how far it may be read, and not for ever', async () => {
    expect((await scan(answer([], 2), answer([], 2), answer([2, 3, 4, 5, 6, 7]))).found).toHaveLength(6);
    await expect(scan(answer([], 2))).rejects.toThrow('does not go on');
  });
});
