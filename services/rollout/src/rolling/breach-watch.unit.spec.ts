import { Logger } from '@nestjs/common';
import { START, inProgress, rolledBack } from '../../test/support/states.js';
import type { EnabledCounts } from '../outcomes/count-enabled.fold.js';
import type { OutcomeReader, Watched } from '../outcomes/outcome-reader.js';
import type { RollBackOnBreach, RolloutCommand } from '../rollout/rollout-command.js';
import type { RolloutState } from '../rollout/rollout-state.js';
import { BreachWatch } from './breach-watch.js';
import { ErrorSignals } from './error-signals.js';
import type { RolloutDirectory } from './rollout-directory.js';
import type { RolloutLog } from './rollout-log.js';

const MINUTE = 60_000;
const breached: EnabledCounts = {
  units: 50,
  unitsWithError: 10,
  outcomes: 60,
  errors: 12,
  lastErrorEvent: 'error-event',
};

interface World {
  readonly state?: RolloutState;
  readonly counts?: EnabledCounts;
  readonly hasError?: boolean;
  readonly minutes?: number;
}

/** A watch over one rollout, and what it did. */
function watching({ state = inProgress, counts = breached, hasError = true, minutes = 90 }: World) {
  const commands: RolloutCommand[] = [];
  const windows: number[] = [];
  const outcomes = {
    withErrors: (watched: readonly Watched[]) => {
      windows.push(...watched.map(({ from }) => from));
      return Promise.resolve(hasError ? watched : []);
    },
    enabledSince: () => Promise.resolve(counts),
  } as unknown as OutcomeReader;
  const log = {
    newId: () => 'new-id',
    load: () => Promise.resolve(state),
    metadata: (occasion: object) => ({ ...occasion }),
    handle: (command: RolloutCommand) => {
      commands.push(command);
      return Promise.resolve({ outcome: 'accepted' });
    },
  } as unknown as RolloutLog;
  const directory = { inTier: () => Promise.resolve([]) } as unknown as RolloutDirectory;
  const clock = { now: () => START + minutes * MINUTE };
  const signals = new ErrorSignals();
  return { watch: new BreachWatch(signals, directory, outcomes, log, clock), signals, commands, windows };
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('judging a rollout', () => {
  it('rolls it back on a breach, with evidence, cause and the activation it was found in', async () => {
    const { watch, commands } = watching({});
    await watch.judge('default', 'search');
    expect(commands).toEqual<Partial<RollBackOnBreach>[]>([
      {
        type: 'RollBackOnBreach',
        metadata: {
          project: 'default',
          key: 'search',
          actor: 'system:rollout',
          cause: 'error-event',
        } as never,
        activation: 'new-id',
        breached: inProgress.activation,
        evidence: {
          units: 50,
          unitsWithError: 10,
          outcomes: 60,
          errorRate: 0.2,
          threshold: 0.05,
          windowMs: 60 * MINUTE,
        },
      },
    ]);
  });

  it.each<[string, World]>([
    ['it is rolled back already', { state: rolledBack }],
    ['there is no such rollout', { state: { status: 'absent' } }],
    ['nobody met an error', { hasError: false }],
    ['too few units met an error', { counts: { ...breached, unitsWithError: 2 } }],
    ['too few outcomes came in', { counts: { ...breached, outcomes: 19 } }],
  ])('does nothing when %s', async (_, world) => {
    const { watch, commands } = watching(world);
    await watch.judge('default', 'search');
    expect(commands).toEqual([]);
  });

  it.each([
    ['the length of the window before now', 90, 30],
    ['the activation, which is younger than the window', 10, 0],
  ])('looks back to %s', async (_, minutes, from) => {
    const { watch, windows } = watching({ minutes });
    await watch.judge('default', 'search');
    expect(windows).toEqual([START + from * MINUTE]);
  });
});

describe('signals of errors', () => {
  it('have a rollout judged, and none is lost while another is being judged', async () => {
    const { watch, signals, commands } = watching({});
    watch.onApplicationBootstrap();
    signals.raise([{ project: 'default', flag: 'one' }]);
    signals.raise([
      { project: 'default', flag: 'two' },
      { project: 'default', flag: 'two' },
    ]);
    while (commands.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await watch.onModuleDestroy();
    const keys = commands.map(({ metadata }) => (metadata as unknown as { key: string }).key);
    expect(keys).toEqual(['one', 'two']);
  });

  it('are taken again after a failure', async () => {
    const { watch, signals, commands } = watching({});
    const judged: string[] = [];
    jest.spyOn(watch, 'judge').mockImplementation((_project, key) => {
      judged.push(key);
      return judged.length === 1 ? Promise.reject(new Error('database away')) : Promise.resolve();
    });
    watch.onApplicationBootstrap();
    signals.raise([
      { project: 'default', flag: 'one' },
      { project: 'default', flag: 'two' },
    ]);
    while (judged.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    await watch.onModuleDestroy();
    expect(judged).toEqual(['one', 'two']);
    expect(commands).toEqual([]);
  });
});
