import type { CommandOf } from '../../test/support/experiment-story.js';
import {
  CREATED,
  existingAfter,
  history,
  promoted,
  rolledBack,
  STARTED,
  stateAfter,
} from '../../test/support/experiment-story.js';
import { evolve } from './experiment-evolve.fold.js';
import { experimentView } from './http/experiment-view.js';

const CONCLUDED: CommandOf = { type: 'ConcludeExperiment', winner: 'treatment', reason: 'clear' };
const LATER = '2026-02-01T00:00:00.000Z';

/** One life for each status. */
const LIVES: Readonly<Record<string, readonly CommandOf[]>> = {
  draft: [CREATED],
  scheduled: [CREATED, { type: 'ScheduleExperiment', startAt: LATER, endAt: null, ramp: [] }],
  running: [CREATED, STARTED],
  paused: [CREATED, STARTED, { type: 'PauseExperiment', reason: 'a bug' }],
  concluded: [CREATED, STARTED, CONCLUDED],
  reopened: [CREATED, STARTED, promoted(4), rolledBack()],
  archived: [CREATED, STARTED, CONCLUDED, { type: 'ArchiveExperiment', reason: 'done' }],
};

/** Every event that there is, from lives that contain them. */
const EVENTS = [
  ...Object.values(LIVES),
  [
    CREATED,
    { type: 'EditExperiment', changes: { name: 'x' } },
    { type: 'ChangeVariant', variant: 'control', changes: { weight: 2 } },
    { type: 'SetOverride', override: { id: 'o', digest: 'd', variant: 'control' } },
    { type: 'RemoveOverride', id: 'o' },
    { type: 'TickItem', item: 'analysis' },
    { type: 'UntickItem', item: 'analysis' },
    { type: 'ScheduleExperiment', startAt: LATER, endAt: null, ramp: [] },
    { type: 'CancelSchedule', reason: 'later' },
    { type: 'RemoveVariant', variant: 'treatment' },
  ] satisfies readonly CommandOf[],
  [
    CREATED,
    STARTED,
    { type: 'ChangeAllocation', trafficAllocation: 5 },
    { type: 'ChangeWeights', weights: { control: 3 } },
    { type: 'RerandomiseExperiment', reason: 'anew' },
    promoted(1),
  ] satisfies readonly CommandOf[],
].flatMap((commands) => history(...commands));

describe('the fold of an experiment', () => {
  it.each(Object.keys(LIVES))(
    'takes every event there is after a life that ends %s, and counts it',
    (status) => {
      const state = stateAfter(history(...(LIVES[status] ?? [])));
      expect(state.status).toBe(status);
      for (const event of EVENTS) expect(evolve(state, event).version).toBe(state.version + 1);
    },
  );

  it('takes every event there is before there is an experiment', () => {
    for (const event of EVENTS.filter(({ type }) => type !== 'ExperimentCreated'))
      expect(evolve({ status: 'absent', version: 0, changedAt: 0, answered: [] }, event).status).toBe(
        'absent',
      );
  });

  it('leaves what is archived as it was', () => {
    const state = stateAfter(history(...(LIVES['archived'] ?? [])));
    for (const event of history(CREATED, STARTED).slice(1))
      expect(evolve(state, event)).toMatchObject({ status: 'archived', conclusion: { winner: 'treatment' } });
  });

  it('gives the same state for the same events, whatever was folded before', () => {
    const events = history(...(LIVES['reopened'] ?? []));
    expect(stateAfter(events)).toEqual(stateAfter([...events]));
    expect(JSON.parse(JSON.stringify(stateAfter(events)))).toEqual(stateAfter(events));
  });
});

describe('what the API shows', () => {
  const shown = (status: string) => experimentView(existingAfter(history(...(LIVES[status] ?? []))));

  it.each([
    ['draft', { status: 'draft', run: null, winner: null, schedule: null, bucketVersion: 1 }],
    ['scheduled', { status: 'scheduled', schedule: { startAt: LATER, rampDone: 0, refused: null } }],
    ['running', { status: 'running', controlOnly: false, run: 1, phase: 1, reason: null }],
    ['paused', { status: 'paused', reason: 'a bug' }],
    ['concluded', { status: 'concluded', winner: 'treatment', reason: 'clear' }],
    ['reopened', { status: 'running', controlOnly: true, winner: null, reason: 'errors went up' }],
    ['archived', { status: 'archived', winner: 'treatment', reason: 'done' }],
  ])('of an experiment that is %s', (status, expected) => {
    expect(shown(status)).toMatchObject(expected);
  });

  it('names no event: the schedule is shown without its id', () => {
    expect(shown('scheduled').schedule).not.toHaveProperty('id');
  });
});
