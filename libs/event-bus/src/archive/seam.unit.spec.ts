import type { LogRange, LogRecord } from '../port.js';
import type { LogArchive } from './log-archive.js';
import { Seam } from './seam.js';

const TOPIC = 't';
const record = (offset: number): LogRecord => ({
  ...{ topic: TOPIC, partition: 0, offset, key: 'k', headers: {}, value: Buffer.from('') },
  appendedAt: 1_000 + 10 * offset,
});

/** Everything from offset 0 to 100; message n was appended at 1,000 + 10 n. */
const ARCHIVE: LogArchive = {
  extent: () => Promise.resolve({ from: 0, until: 100 }),
  async *records({ from, until }: LogRange) {
    yield await Promise.resolve(Array.from({ length: until - from }, (_, at) => record(from + at)));
  },
};

describe('where a partition ended at an instant', () => {
  const local = { partition: 0, earliest: 80, end: 120 };
  const at = async (archive: LogArchive | undefined, offset: number, instant: number) => {
    const found = [{ topic: TOPIC, partition: 0, offset }];
    const [position] = await new Seam(archive, false).positionsAt(found, [local], instant);
    return position?.offset;
  };

  it('is what the broker says where it still has what came before', async () => {
    expect(await at(ARCHIVE, 95, 1_949)).toBe(95);
  });

  it.each([
    [999, 0],
    [1_000, 1],
    [1_375, 38],
    [1_790, 80],
  ])(
    'is found in the archive where the broker begins later: at %d behind %d messages',
    async (instant, offset) => {
      expect(await at(ARCHIVE, 80, instant)).toBe(offset);
    },
  );

  it('is where the log begins when nobody has what came before', async () => {
    expect(await at(undefined, 80, 1_000)).toBe(80);
  });
});
