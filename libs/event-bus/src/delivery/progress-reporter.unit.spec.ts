import { createGate } from '../../test/support/gate.js';
import { ProgressReporter } from './progress-reporter.js';

const place = (partition: number) => ({ topic: 't', partition, offset: 1, endOffset: 1, observedAt: 0 });

describe('reporting progress', () => {
  it('tells each partition about once a second', async () => {
    const seen: number[] = [];
    const reporter = new ProgressReporter(
      ({ partition }) => Promise.resolve(void seen.push(partition)),
      () => undefined,
    );
    for (const now of [1_000, 1_100, 1_899, 1_900, 2_000]) await reporter.report([place(0), place(1)], now);
    expect(seen).toEqual([0, 1, 0, 1]);
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

  it('goes on with the other partitions when one fails', async () => {
    const errors: unknown[] = [];
    const seen: number[] = [];
    const reporter = new ProgressReporter(
      ({ partition }) => {
        if (partition === 0) return Promise.reject(new Error('database away'));
        return Promise.resolve(void seen.push(partition));
      },
      (error) => errors.push(error),
    );
    await reporter.report([place(0), place(1)], 1_000);
    await reporter.report([place(1)], 9_000);
    expect([errors, seen]).toEqual([[new Error('database away')], [1, 1]]);
  });
});
