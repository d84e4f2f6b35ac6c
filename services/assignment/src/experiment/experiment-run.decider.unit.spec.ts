import type { CommandOf } from '../../test/support/experiment-story.js';
import {
  CREATED,
  DESIGN,
  given,
  history,
  NOW,
  outcomeOf,
  promoted,
  rolledBack,
  STARTED,
  stateAfter,
} from '../../test/support/experiment-story.js';
import type { ExperimentState } from './experiment-state.js';

const CONCLUDED: CommandOf = { type: 'ConcludeExperiment', winner: 'treatment', reason: 'clear' };
const REOPENED: CommandOf = { type: 'ReopenExperiment', reason: 'season' };
const RERANDOMISED: CommandOf = { type: 'RerandomiseExperiment', reason: 'carry-over' };
const ARCHIVED: CommandOf = { type: 'ArchiveExperiment', reason: 'done' };
const IMPORTED = { ...CREATED, design: { ...DESIGN, origin: 'imported' } } as CommandOf;

const decided = (command: CommandOf, ...before: readonly CommandOf[]) =>
  outcomeOf(given(history(...before)).when(command));

const runOf = (state: ExperimentState) => {
  if (!('current' in state) || state.current === null) throw new TypeError(state.status);
  return state.current;
};

describe('starting', () => {
  it('keeps the reason where there is one', () => {
    const reasoned = { type: 'StartExperiment', reason: 'the season begins' } as const;
    const begun = { type: 'ExperimentStarted', data: { reason: 'the season begins' } };
    expect(history(CREATED, reasoned).at(-1)).toMatchObject(begun);
    expect(history(CREATED, STARTED).at(-1)?.data).not.toHaveProperty('reason');
  });
});

describe('reopening', () => {
  it('begins a new run with a salt of its own, and forgets the winner', () => {
    const events = history(CREATED, STARTED, CONCLUDED, REOPENED);
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['ExperimentReopened', 'ExperimentStarted']);
    expect(events.at(-1)?.causationid).toBe(events.at(-2)?.id);
    const [before, after] = [stateAfter(history(CREATED, STARTED)), stateAfter(events)];
    expect(after).toMatchObject({ status: 'running', current: { run: 2, phase: 1, startedAt: NOW } });
    expect(runOf(after).salt).not.toBe(runOf(before).salt);
    expect(after).not.toHaveProperty('winner');
  });

  it('is for what is concluded, and not for what is assigned elsewhere', () => {
    expect(decided(REOPENED, CREATED, STARTED)).toMatchObject({
      code: 'WRONG_STATUS',
      allowed: ['concluded'],
    });
    expect(decided(REOPENED, IMPORTED, STARTED, CONCLUDED)).toEqual({
      code: 'IMPORTED_ELSEWHERE',
      command: 'reopen',
    });
  });
});

describe('re-randomising', () => {
  it('raises the bucket version and begins a new run', () => {
    const events = history(CREATED, STARTED, RERANDOMISED);
    expect(events.at(-1)).toMatchObject({
      type: 'ExperimentStarted',
      data: { run: 2, phase: 1, bucketVersion: 2, reason: 'carry-over' },
    });
    expect(runOf(stateAfter(events))).toMatchObject({ bucketVersion: 2, weightsChanged: false });
  });

  it('keeps the bucket version in the runs after it', () => {
    const events = history(CREATED, STARTED, RERANDOMISED, CONCLUDED, REOPENED);
    expect(runOf(stateAfter(events))).toMatchObject({ run: 3, bucketVersion: 2 });
  });

  it('is refused in a draft', () => {
    expect(decided(RERANDOMISED, CREATED)).toMatchObject({
      code: 'WRONG_STATUS',
      allowed: ['running', 'paused'],
    });
  });
});

describe('a salt that a team brings along', () => {
  const created = {
    ...CREATED,
    design: { ...DESIGN, hashing: { algorithm: 'unleash', salt: 'gr1' } },
  } as CommandOf;

  it('is that of the first run, and of no other', () => {
    expect(runOf(stateAfter(history(created, STARTED))).salt).toBe('gr1');
    expect(runOf(stateAfter(history(created, STARTED, RERANDOMISED))).salt).not.toBe('gr1');
  });
});

describe('archiving', () => {
  it('keeps the conclusion', () => {
    expect(stateAfter(history(CREATED, STARTED, CONCLUDED, ARCHIVED))).toMatchObject({
      status: 'archived',
      reason: 'done',
      conclusion: { winner: 'treatment', concludedAt: NOW },
      current: { run: 1 },
    });
  });

  it('is possible for a draft that nobody wants any more', () => {
    expect(stateAfter(history(CREATED, ARCHIVED))).toMatchObject({
      status: 'archived',
      conclusion: null,
      current: null,
    });
  });

  it('is refused while it runs', () => {
    expect(decided(ARCHIVED, CREATED, STARTED)).toMatchObject({ code: 'WRONG_STATUS', status: 'running' });
  });

  it.each<[string, CommandOf]>([
    ['start', STARTED],
    ['reopen', REOPENED],
    ['archive', ARCHIVED],
    ['conclude', CONCLUDED],
    ['edit', { type: 'EditExperiment', changes: { name: 'x' } }],
    ['override', { type: 'SetOverride', override: { id: 'o', digest: 'd', variant: 'control' } }],
  ])('leaves nothing to %s', (_, command) => {
    expect(decided(command, CREATED, STARTED, CONCLUDED, ARCHIVED)).toMatchObject({
      code: 'WRONG_STATUS',
      status: 'archived',
    });
  });
});

describe('a promotion of what has moved on', () => {
  it('takes plans, overrides and ticks for no change of the experiment', () => {
    const around: readonly CommandOf[] = [
      { type: 'SetOverride', override: { id: 'o', digest: 'd', variant: 'control' } },
      { type: 'TickItem', item: 'analysis' },
    ];
    expect(decided(promoted(4), CREATED, STARTED, ...around)).toMatchObject([
      { type: 'ExperimentConcluded' },
    ]);
  });

  it('takes a new run for one', () => {
    expect(decided(promoted(4), CREATED, STARTED, RERANDOMISED)).toMatchObject([
      { type: 'ConclusionRefused', data: { code: 'EXPERIMENT_CHANGED' } },
    ]);
    const reopened = history(CREATED, STARTED, promoted(4), rolledBack());
    expect(stateAfter(reopened)).toMatchObject({ status: 'reopened' });
  });
});
