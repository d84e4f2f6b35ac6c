import type { ArchivedPartition } from '@assay/contracts';
import type { LogRecord } from '@assay/event-bus';
import { archiveLag, judgeArchiveLag } from './archive-lag.js';

const partition = (topic: string, until: number, waiting: number): ArchivedPartition => ({
  ...{ topic, partition: 0, segments: 1, from: 0, until: until - waiting, bytes: 1, rawBytes: 1 },
  ...{ lastAt: null, log: { from: 0, until }, waiting, problem: null },
});

/** Each message was taken as many milliseconds after 1,000 as its offset says. */
const bus = {
  async *records({ from }: { readonly from: number }) {
    yield await Promise.resolve([{ offset: from, appendedAt: 1_000 + from } as LogRecord]);
  },
};

describe('how far an archive is behind', () => {
  it('is told by topic, and by the oldest message that waits', async () => {
    const { waiting, oldestAt } = await archiveLag(bus, [
      ...[partition('a', 10, 3), partition('a', 9, 4), partition('b', 7, 0)],
    ]);
    expect([...waiting]).toEqual([
      ['a', 7],
      ['b', 0],
    ]);
    expect(oldestAt).toBe(1_005);
  });

  it('is nothing where all is archived', async () => {
    expect((await archiveLag(bus, [partition('a', 10, 0)])).oldestAt).toBeUndefined();
  });

  it('is worth an alert when segments should have been closed and three runs are over', () => {
    const setting = { closeAfterMs: 60_000, everyMs: 10_000 };
    const levelAt = (seconds: number) => judgeArchiveLag({ oldestAt: 0 }, setting, seconds * 1000).level;
    expect([72, 73, 90, 91].map(levelAt)).toEqual(['calm', 'between', 'between', 'breached']);
    const { level, reading } = judgeArchiveLag({ oldestAt: undefined }, setting, 1e9);
    expect([level, reading.value, reading.limit]).toEqual(['calm', 0, 90]);
  });
});
