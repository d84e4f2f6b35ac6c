import { createGate } from '../../test/support/gate.js';
import { ProgressReporter } from './progress-reporter.js';

const place = (partition: number) => ({ topic: 't', partition, offset: 1, endOffset: 1, observedAt: 0 });

describe('reporting progress', () => {
  it('tells all partitions at once, about once a second', async () => {
    const seen: number[][] = [];
    const reporter = new ProgressReporter(
      (places) => Promise.resolve(void seen.push(places.map(({ partition }) => partition))),
      () => undefined,
    );
    for (const now of [1_000, 1_100, 1_899, 1_900, 2_000]) await reporter.report([place(0), place(1)], now);
    expect(seen).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('says nothing while it owns nothing', async () => {
    const reporter = new ProgressReporter(
      () => Promise.reject(new Error('nothing to tell')),
      (error) => {
        throw error;
      },
    );
    await expect(reporter.report([], 1_000)).resolves.toBeUndefined();
  });

  it('is never told twice at the same time', async () => {
    const gate = createGate();
    let calls = 0;
    const reporter = new ProgressReporter(
      () => {
        calls += 1;
        return gate.opened;
      },
      () => undefined,
    );
    const slow = reporter.report([place(0)], 1_000);
    await reporter.report([place(0)], 5_000);
    expect(calls).toBe(1);
    gate.open();
    await slow;
  });

  it('goes on after a failure', async () => {
    const errors: unknown[] = [];
    const seen: number[] = [];
    const reporter = new ProgressReporter(
      ([first]) => {
        if (errors.length === 0) return Promise.reject(new Error('database away'));
        return Promise.resolve(void seen.push(first?.partition ?? -1));
      },
      (error) => errors.push(error),
    );
    await reporter.report([place(0)], 1_000);
    await reporter.report([place(1)], 9_000);
    expect([errors, seen]).toEqual([[new Error('database away')], [1]]);
  });
});
