import { setImmediate as turn } from 'node:timers/promises';
import { messageOf, repeat } from '../src/index.js';

describe('repeat', () => {
  it('does the work again after a failure, which it tells', async () => {
    const told: string[] = [];
    let runs = 0;
    const repeated = repeat(
      0,
      () => {
        runs += 1;
        return runs === 1 ? Promise.reject(new Error('away')) : Promise.resolve();
      },
      (error) => told.push(messageOf(error)),
    );
    while (runs < 3) await turn();
    await repeated.stop();
    expect(told).toEqual(['away']);
  });

  it('ends with the work under way, and begins nothing after that', async () => {
    let release = (): void => undefined;
    let runs = 0;
    const repeated = repeat(
      0,
      () => {
        runs += 1;
        return new Promise((resolve) => {
          release = resolve;
        });
      },
      () => undefined,
    );
    let ended = false;
    const stopped = repeated.stop().then(() => {
      ended = true;
    });
    await turn();
    expect(ended).toBe(false);
    release();
    await stopped;
    await turn();
    expect(runs).toBe(1);
  });
});
