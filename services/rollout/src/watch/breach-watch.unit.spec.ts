import { Logger } from '@nestjs/common';
import { design, inProgress, START } from '../../test/support/states.js';
import type { Flag } from '../outcomes/outcomes.projection.js';
import type { RolloutDirectory } from '../rollout-list/rollout-directory.js';
import type { InTier } from './assess-rollouts.js';
import type { BreachJudge } from './breach-judge.js';
import { BreachWatch } from './breach-watch.js';
import type { ChangedRollouts } from './changed-rollouts.js';
import { WatchSignals } from './watch-signals.js';

const of = (...flags: readonly string[]): readonly Flag[] =>
  flags.map((flag) => ({ project: 'default', flag }));

/** A watch over rollouts of which some have errors; the first judgement may fail. */
function watching({ fails = false, withErrors = [] as readonly string[] }) {
  const judged: string[][] = [];
  const signals = new WatchSignals();
  const changed = {
    withOutcomes: () => Promise.resolve([]),
    rollouts: () => Promise.resolve([]),
  } as unknown as ChangedRollouts;
  const directory = {
    inTier: (flags: readonly Flag[]) =>
      Promise.resolve(
        flags.map(({ project, flag: key }) => ({
          project,
          rollout: { ...inProgress, design: { ...design, key } },
        })),
      ),
  } as unknown as RolloutDirectory;
  const judge = {
    judge: (found: readonly InTier[]) => {
      const keys = found.map(({ rollout }) => rollout.design.key);
      judged.push(keys);
      if (fails && judged.length === 1) return Promise.reject(new TypeError('database away'));
      return Promise.resolve(
        found.map((one, index) => ({ ...one, units: 9, hasErrors: withErrors.includes(keys[index] ?? '') })),
      );
    },
  } as unknown as BreachJudge;
  let now = START;
  const clock = { now: () => (now += 20_000) };
  const watch = new BreachWatch(signals, changed, directory, judge, clock);
  watch.onApplicationBootstrap();
  return { watch, signals, judged };
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 5));
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('the watch', () => {
  it('has rollouts with outcomes judged, each once', async () => {
    const { watch, signals, judged } = watching({});
    signals.raise(of('one'));
    signals.raise(of('two', 'two'));
    await until(() => judged.flat().length === 2);
    await watch.onModuleDestroy();
    expect(judged).toEqual([['one'], ['two']]);
  });

  it('judges many together', async () => {
    const { watch, signals, judged } = watching({});
    signals.raise(of(...Array.from({ length: 700 }, (_, i) => `flag-${String(i)}`)));
    await until(() => judged.length === 2);
    await watch.onModuleDestroy();
    expect(judged.map(({ length }) => length)).toEqual([500, 200]);
  });

  it('judges again what could not be judged', async () => {
    const { watch, signals, judged } = watching({ fails: true });
    signals.raise(of('one', 'two'));
    await until(() => judged.length === 2);
    await watch.onModuleDestroy();
    expect(judged).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
  });

  it('looks again at what has errors, although nothing happens', async () => {
    const { watch, signals, judged } = watching({ withErrors: ['one'] });
    signals.raise(of('one', 'healthy'));
    await until(() => judged.length === 2);
    await watch.onModuleDestroy();
    expect(judged).toEqual([['one', 'healthy'], ['one']]);
  });
});
