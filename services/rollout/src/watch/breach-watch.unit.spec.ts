import { Logger } from '@nestjs/common';
import { design, inProgress, START } from '../../test/support/states.js';
import type { OutcomeReader, Watched } from '../outcomes/outcome-reader.js';
import type { Flag } from '../outcomes/outcomes.projection.js';
import type { RolloutDirectory } from '../rolling/rollout-directory.js';
import type { BreachJudge } from './breach-judge.js';
import { BreachWatch } from './breach-watch.js';
import type { ChangedRollouts } from './changed-rollouts.js';
import { WatchSignals } from './watch-signals.js';

const of = (...flags: readonly string[]): readonly Flag[] =>
  flags.map((flag) => ({ project: 'default', flag }));

/** A watch over rollouts of which some have errors; the first judgement of each may fail. */
function watching({ failing = [] as readonly string[], withErrors = ['one', 'two'] as readonly string[] }) {
  const judged: string[] = [];
  const asked: number[] = [];
  const signals = new WatchSignals();
  const changed = {
    withOutcomes: () => Promise.resolve([]),
    rollouts: () => Promise.resolve([]),
  } as unknown as ChangedRollouts;
  const directory = {
    inTier: (flags: readonly Flag[]) => {
      asked.push(flags.length);
      return Promise.resolve(
        flags.map(({ project, flag: key }) => ({
          project,
          rollout: { ...inProgress, design: { ...design, key } },
        })),
      );
    },
  } as unknown as RolloutDirectory;
  const outcomes = {
    withErrors: (watched: readonly Watched[]) =>
      Promise.resolve(watched.filter(({ rollout }) => withErrors.includes(rollout.design.key))),
  } as unknown as OutcomeReader;
  const judge = {
    judge: (_project: string, key: string) => {
      judged.push(key);
      const isFirst = judged.filter((one) => one === key).length === 1;
      return isFirst && failing.includes(key)
        ? Promise.reject(new TypeError('database away'))
        : Promise.resolve(undefined);
    },
  } as unknown as BreachJudge;
  let now = START;
  const clock = { now: () => (now += 500) };
  const watch = new BreachWatch(signals, changed, directory, outcomes, judge, clock);
  watch.onApplicationBootstrap();
  return { watch, signals, judged, asked };
}

async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 5));
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('the watch', () => {
  it('has rollouts with errors judged, each once, and no others', async () => {
    const { watch, signals, judged } = watching({});
    signals.raise(of('one'));
    signals.raise(of('two', 'two', 'healthy'));
    await until(() => judged.length === 2);
    await watch.onModuleDestroy();
    expect(judged).toEqual(['one', 'two']);
  });

  it('looks up many with one statement', async () => {
    const { watch, signals, asked } = watching({ withErrors: [] });
    signals.raise(of(...Array.from({ length: 700 }, (_, i) => `flag-${String(i)}`)));
    await until(() => asked.length === 2);
    await watch.onModuleDestroy();
    expect(asked).toEqual([500, 200]);
  });

  it('judges again what could not be judged', async () => {
    const { watch, signals, judged } = watching({ failing: ['one'] });
    signals.raise(of('one', 'two'));
    await until(() => judged.length === 3);
    await watch.onModuleDestroy();
    expect(judged).toEqual(['one', 'two', 'one']);
  });
});
