import { Logger } from '@nestjs/common';
import { commands, live } from '../../test/support/release-life.js';
import type { LiveRelease } from '../release/release-state.js';
import { Judgements } from '../release-analysis/judgements.js';
import type { Changes, ReleaseOutcomeReader } from '../release-outcomes/release-outcome-reader.js';
import type { ReleaseReader } from '../release-routing/release-reader.js';
import type { ReleaseTable } from '../release-routing/release-table.js';
import type { AutomaticRollback } from './automatic-rollback.js';
import { OutcomeSignal } from './outcome-signal.js';
import type { ReleaseAssessor } from './release-assessor.js';
import { ReleaseWatch } from './release-watch.js';

const releases = new Map<string, LiveRelease>(
  ['first', 'second'].map((key) => [key, live(commands.create({ key }), commands.start())]),
);

/** A watch over two releases, whose outcomes change when the test says so. */
function watching(actOn: (key: string) => Promise<void> = () => Promise.resolve()) {
  const signal = new OutcomeSignal();
  const seen = { assessed: [] as string[][], changed: [] as string[] };
  const outcomes = {
    changedSince: (): Promise<Changes> => {
      const flags = seen.changed.splice(0).map((key) => ({ project: 'default', key }));
      return Promise.resolve({ flags, looked: new Map() });
    },
  };
  const assessor = {
    assessAll: (found: readonly { readonly release: LiveRelease }[]) => {
      seen.assessed.push(found.map(({ release }) => release.design.key));
      return Promise.resolve(found.map(({ release }) => ({ project: 'default', release })));
    },
  };
  const table = { listen: () => undefined, get: (_project: string, key: string) => releases.get(key) };
  const rollback = {
    actOn: (_project: string, { release }: { readonly release: LiveRelease }) => actOn(release.design.key),
  };
  const watch = new ReleaseWatch(
    signal,
    { isReady: true } as ReleaseReader,
    table as unknown as ReleaseTable,
    outcomes as unknown as ReleaseOutcomeReader,
    assessor as unknown as ReleaseAssessor,
    new Judgements(),
    rollback as unknown as AutomaticRollback,
  );
  return { watch, signal, seen };
}

describe('the watch over releases', () => {
  beforeAll(() => Logger.overrideLogger(false));

  it('assesses those that have new outcomes, and nothing where there are none', async () => {
    const { watch, seen } = watching();
    await watch.look();
    expect(seen.assessed).toEqual([]);
    seen.changed.push('second', 'a-rollout', 'second');
    await watch.look();
    expect(seen.assessed).toEqual([['second']]);
  });

  it('looks again right after a look during which outcomes came', async () => {
    const { watch, signal, seen } = watching();
    watch.onApplicationBootstrap();
    seen.changed.push('first');
    const looking = watch.look();
    seen.changed.push('second');
    signal.raise();
    await looking;
    expect(seen.assessed.flat()).toEqual(['first', 'second']);
    await watch.onModuleDestroy();
  });

  it('decides on the others where one cannot be decided on, which it looks at again', async () => {
    let attempts = 0;
    const decided: string[] = [];
    const { watch, seen } = watching((key) => {
      if (key === 'first' && (attempts += 1) === 1) return Promise.reject(new TypeError('not now'));
      decided.push(key);
      return Promise.resolve();
    });
    seen.changed.push('first', 'second');
    await watch.look();
    expect(decided).toEqual(['second']);
    await watch.look();
    expect(decided).toEqual(['second', 'first']);
  });
});
