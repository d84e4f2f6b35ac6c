import { eventually } from '@assay/testing';
import { Heartbeats } from './heartbeats.js';

describe('the signs of life of a consumer', () => {
  it('are given while a handler works, until they are stopped', async () => {
    let beats = 0;
    const heartbeats = new Heartbeats(
      () => Promise.resolve(void (beats += 1)),
      2,
      () => undefined,
    );
    await eventually(() => beats >= 3);
    heartbeats.stop();
    const stoppedAt = beats;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(beats).toBe(stoppedAt);
    expect(() => heartbeats.rethrow()).not.toThrow();
  });

  it('tell at once when the group takes the partitions away, and kafkajs afterwards', async () => {
    const failures = [new Error('rebalancing'), new Error('later')];
    let losses = 0;
    const heartbeats = new Heartbeats(
      () => Promise.reject(failures.shift() ?? new Error('more')),
      3_600_000,
      () => (losses += 1),
    );
    await heartbeats.now();
    await heartbeats.now();
    heartbeats.stop();
    expect(losses).toBe(2);
    expect(() => heartbeats.rethrow()).toThrow('rebalancing');
  });
});
