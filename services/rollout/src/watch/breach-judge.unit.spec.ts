import type { TriggerRule } from '@assay/contracts';
import { Logger } from '@nestjs/common';
import { design, inProgress, rolledBack, START } from '../../test/support/states.js';
import { breachOf } from '../certificate/breach.js';
import type { SumsAt } from '../health/minute-sums.js';
import type { EnabledCounts } from '../outcomes/count-enabled.fold.js';
import type { Asked, OutcomeReader } from '../outcomes/outcome-reader.js';
import type { RolloutLog } from '../rollout-handling/rollout-log.js';
import type { RollBackOnBreach, RolloutCommand } from '../rollout/rollout-command.js';
import type { RolloutState } from '../rollout/rollout-state.js';
import { AssessRollouts } from './assess-rollouts.js';
import { BreachJudge } from './breach-judge.js';
import { nextLook } from './next-look.js';

const MINUTE = 60_000;
const breached: EnabledCounts = {
  units: 50,
  unitsWithError: 10,
  outcomes: 60,
  errors: 12,
  lastErrorEvent: 'error-event',
};
const errors: TriggerRule = { name: 'errors', metric: 'errors', above: 10, minutes: 1, minOutcomes: 1 };

interface World {
  readonly state?: RolloutState;
  readonly counts?: EnabledCounts;
  readonly sums?: readonly SumsAt[];
  readonly minutes?: number;
}

const offsets = [{ topic: 'assay.interactions.v1', partition: 3, offset: 41 }];

/** A judge of one rollout, and what it did. */
function judging({ state = inProgress, counts = breached, sums = [], minutes = 90 }: World) {
  const commands: RolloutCommand[] = [];
  const windows: number[] = [];
  const now = START + minutes * MINUTE;
  const outcomes = {
    withErrors: (asked: readonly Asked[]) => {
      windows.push(...asked.map(({ from }) => from));
      return Promise.resolve(counts.errors > 0 ? asked : []);
    },
    enabledCounts: (asked: readonly Asked[]) => Promise.resolve({ found: asked.map(() => counts), offsets }),
    enabledSums: (asked: readonly Asked[]) => Promise.resolve({ found: asked.map(() => sums), offsets }),
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
  const judge = new BreachJudge(new AssessRollouts(outcomes), log, { now: () => now });
  return { judge, commands, windows };
}

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('judging a rollout', () => {
  it('rolls it back on a breach, with evidence, cause and the activation it was found in', async () => {
    const { judge, commands } = judging({});
    await judge.judgeOne('default', 'search');
    const evidence = {
      ...{ units: 50, unitsWithError: 10, outcomes: 60 },
      ...{ errorRate: 0.2, threshold: 0.05, windowMs: 60 * MINUTE },
    };
    const [{ certificate }] = commands as [RollBackOnBreach];
    expect(breachOf(certificate)).toMatchObject({ evidence });
    expect(commands).toEqual([
      {
        type: 'RollBackOnBreach',
        metadata: {
          ...{ project: 'default', key: 'search', actor: 'system:rollout', cause: 'error-event' },
          time: new Date(START + 90 * MINUTE).toISOString(),
        },
        activation: 'new-id',
        certificate: expect.objectContaining({ offsets, activation: inProgress.activation }),
      },
    ]);
  });

  it('rolls it back for a rule although the window is in order', async () => {
    const now = START + 90 * MINUTE;
    const burst = { at: now - 1, outcomes: 400, errors: 11, serverErrors: 0, latencies: [] };
    const state = { ...inProgress, design: { ...design, triggers: [errors] } };
    const world = { state, counts: { ...breached, unitsWithError: 1 }, sums: [burst] };
    const { judge, commands } = judging(world);
    await judge.judgeOne('default', 'search');
    const [{ certificate }] = commands as [RollBackOnBreach];
    expect(certificate.offsets).toEqual(offsets);
    expect(breachOf(certificate)).toMatchObject({
      evidence: null,
      trigger: { rule: errors, minutes: [{ outcomes: 400, value: 11 }] },
    });
    const without = judging({ ...world, state: inProgress });
    await without.judge.judgeOne('default', 'search');
    expect(without.commands).toEqual([]);
  });

  it.each<[string, World]>([
    ['it is rolled back already', { state: rolledBack }],
    ['there is no such rollout', { state: { status: 'absent' } }],
    ['too few units met an error', { counts: { ...breached, unitsWithError: 2 } }],
    ['too few outcomes came in', { counts: { ...breached, outcomes: 19 } }],
  ])('does nothing when %s', async (_, world) => {
    const { judge, commands } = judging(world);
    await judge.judgeOne('default', 'search');
    expect(commands).toEqual([]);
  });

  it.each([
    ['the length of the window before now', 90, 30],
    ['the activation, which is younger than the window', 10, 0],
  ])('looks back to %s', async (_, minutes, from) => {
    const { judge, windows } = judging({ minutes });
    await judge.judgeOne('default', 'search');
    expect(windows).toEqual([START + from * MINUTE]);
  });

  it('looks at many with the same statements, and rolls back those in breach', async () => {
    const { judge, commands, windows } = judging({});
    const other = { ...inProgress, design: { ...design, key: 'other' } };
    const assessed = await judge.judge([
      { project: 'default', rollout: inProgress },
      { project: 'default', rollout: other },
    ]);
    expect(windows).toHaveLength(2);
    expect(assessed).toHaveLength(2);
    expect(commands.map(({ metadata }) => (metadata as unknown as { key: string }).key)).toEqual([
      'search',
      'other',
    ]);
  });
});

describe('the next look', () => {
  const looked = { project: 'default', rollout: inProgress, breach: undefined, cause: undefined };

  it.each([
    ['is not needed without errors', { hasErrors: false, units: 9 }, undefined],
    [
      'comes while errors are in the window: successes leave it too',
      { hasErrors: true, units: 9 },
      { afterMs: MINUTE, isRest: false },
    ],
    [
      'comes after a rest with many units',
      { hasErrors: true, units: 10_000 },
      { afterMs: 1_000, isRest: true },
    ],
    [
      'comes within two seconds with ever so many',
      { hasErrors: true, units: 9_000_000 },
      { afterMs: 2_000, isRest: true },
    ],
  ])('%s', (_, seen, expected) => {
    expect(nextLook({ ...looked, ...seen })).toEqual(expected);
  });
});
