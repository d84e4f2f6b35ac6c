import { setImmediate as turn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { NotLiveError } from '../errors/index.js';
import type { Sweep } from './sweep.js';
import { SweepRunner } from './sweep-runner.js';

const failing = (name: string, error: Error): Sweep & { runs: number } => ({
  name,
  everyMs: 0,
  runs: 0,
  run() {
    this.runs += 1;
    return Promise.reject(error);
  },
});

describe('sweeps', () => {
  it('go on after failures, which are told, each for itself; a model that is not live is none', async () => {
    const warned: string[] = [];
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => warned.push(message));
    const away = failing('schedules', new Error('the database is away'));
    const notYet = failing('ramps', new NotLiveError('outcomes', 1, undefined));
    const runner = new SweepRunner([away, notYet]);
    runner.onApplicationBootstrap();
    while (away.runs < 3 || notYet.runs < 3) await turn();
    await runner.onModuleDestroy();
    const runs = away.runs;
    await turn();
    expect(away.runs).toBe(runs);
    expect(new Set(warned)).toEqual(new Set(['schedules: the database is away']));
    jest.restoreAllMocks();
  });
});
