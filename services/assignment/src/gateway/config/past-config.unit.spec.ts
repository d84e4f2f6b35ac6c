import type { BroadcastSubscription } from '@assay/event-bus';
import { PastConfig } from './past-config.js';

/** A log whose readings end when they are told to. */
function slowLog() {
  const waiting: (() => void)[] = [];
  const batchSizes: (number | undefined)[] = [];
  const bus = {
    positionsAt: (topic: string, instant: number) =>
      Promise.resolve([{ topic, partition: 0, offset: instant }]),
    read: ({ maxBatchSize }: BroadcastSubscription) => {
      batchSizes.push(maxBatchSize);
      const caughtUp = new Promise<void>((resolve) => waiting.push(resolve));
      const health = () => ({ running: true, lag: 0, stalledMs: 0 });
      return Promise.resolve({ caughtUp, health, stop: () => Promise.resolve() });
    },
  };
  return { bus, waiting, batchSizes };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('configurations of the past', () => {
  it('are read one after the other, and refused while a few wait already', async () => {
    const { bus, waiting, batchSizes } = slowLog();
    const past = new PastConfig({ bus, warn: () => undefined });
    const asked = [1, 2, 3].map((instant) => past.at(instant));
    await settled();
    await expect(past.at(4)).rejects.toMatchObject({
      code: 'PAST_READERS_BUSY',
      status: 503,
      headers: { 'retry-after': '5' },
    });
    expect(waiting).toHaveLength(1);
    for (let reading = 0; reading < 3; reading += 1) {
      waiting[reading]?.();
      await settled();
    }
    await Promise.all(asked);
    expect(batchSizes).toEqual([200, 200, 200]);
    const again = past.at(4);
    await settled();
    waiting[3]?.();
    expect([...(await again).entries()]).toEqual([]);
  });

  it('cost one reading when the same instant is asked for at once', async () => {
    const { bus, waiting } = slowLog();
    const past = new PastConfig({ bus, warn: () => undefined });
    const asked = Array.from({ length: 10 }, () => past.at(7));
    await settled();
    waiting[0]?.();
    expect(new Set(await Promise.all(asked)).size).toBe(1);
    expect(waiting).toHaveLength(1);
  });
});
