import { delayAfter, pause, untilItWorks } from './retry.js';

const policy = { initialDelayMs: 100, maxDelayMs: 1_000 };

describe('retrying', () => {
  it('doubles the delay up to the limit', () => {
    expect([1, 2, 3, 4, 5, 1_000].map((failures) => delayAfter(failures, policy))).toEqual([
      100, 200, 400, 800, 1_000, 1_000,
    ]);
  });

  it('ends a pause when the signal is aborted', async () => {
    const abort = new AbortController();
    const paused = pause(3_600_000, abort.signal);
    abort.abort();
    await expect(paused).resolves.toBeUndefined();
    await expect(pause(3_600_000, abort.signal)).resolves.toBeUndefined();
  });

  it('tries until it works and tells every failure', async () => {
    const failures: unknown[] = [];
    const attempts = ['first', 'second'];
    const result = await untilItWorks(
      () => {
        const failure = attempts.shift();
        return failure === undefined ? Promise.resolve(42) : Promise.reject(new Error(failure));
      },
      {
        signal: new AbortController().signal,
        onError: (error) => failures.push((error as Error).message),
        policy: { initialDelayMs: 1, maxDelayMs: 1 },
      },
    );
    expect([result, failures]).toEqual([42, ['first', 'second']]);
  });

  it('gives up when it is stopped', async () => {
    const abort = new AbortController();
    const result = await untilItWorks(() => Promise.reject(new Error('away')), {
      signal: abort.signal,
      onError: () => abort.abort(),
    });
    expect(result).toBeUndefined();
  });
});
