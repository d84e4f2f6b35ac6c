import { derivedId } from '@assay/contracts';
import type { CommandOf } from '../../test/support/experiment-story.js';
import {
  CREATED,
  DESIGN,
  given,
  history,
  metadata,
  NOW,
  outcomeOf,
  STARTED,
  stateAfter,
} from '../../test/support/experiment-story.js';
import { nextDueAt } from './schedule/next-step.js';

const at = (hour: number): string => `2026-01-05T${String(hour).padStart(2, '0')}:00:00.000Z`;
const ramp = [
  { at: at(13), trafficAllocation: 20 },
  { at: at(14), trafficAllocation: 50 },
  { at: at(15), trafficAllocation: 100 },
];
const SCHEDULED: CommandOf = { type: 'ScheduleExperiment', startAt: at(12), endAt: at(20), ramp };
const fire = (hour: number): CommandOf => ({ type: 'FireSchedule', metadata: metadata({ time: at(hour) }) });

const decided = (command: CommandOf, ...before: readonly CommandOf[]) =>
  outcomeOf(given(history(...before)).when(command));

const dueAt = (...commands: readonly CommandOf[]) => {
  const state = stateAfter(history(...commands));
  return state.status === 'absent' ? undefined : nextDueAt(state);
};

describe('scheduling', () => {
  it('keeps start, ramp and end by events', () => {
    expect(stateAfter(history(CREATED, SCHEDULED))).toMatchObject({
      status: 'scheduled',
      schedule: { startAt: at(12), endAt: at(20), ramp, rampDone: 0, refused: null },
    });
  });

  it('is done anew, and cancelled', () => {
    const later: CommandOf = { type: 'ScheduleExperiment', startAt: at(16), endAt: null, ramp: [] };
    expect(dueAt(CREATED, SCHEDULED, later)).toBe(at(16));
    const cancelled = history(CREATED, SCHEDULED, { type: 'CancelSchedule', reason: 'later' });
    expect(stateAfter(cancelled)).toMatchObject({ status: 'draft', schedule: null });
    expect(decided({ type: 'CancelSchedule', reason: 'x' }, CREATED)).toEqual({ code: 'NOTHING_SCHEDULED' });
  });

  it.each<[string, Partial<Extract<CommandOf, { type: 'ScheduleExperiment' }>>, object]>([
    ['nothing', { startAt: null, endAt: null, ramp: [] }, { code: 'SCHEDULE_EMPTY' }],
    ['a start in the past', { startAt: NOW }, { code: 'SCHEDULE_IN_PAST', path: 'startAt', now: NOW }],
    ['an end before the start', { endAt: at(11) }, { code: 'SCHEDULE_OUT_OF_ORDER', path: 'endAt' }],
    [
      'steps out of order',
      { ramp: [ramp[1], ramp[0]].flatMap((step) => step ?? []) },
      { code: 'SCHEDULE_OUT_OF_ORDER', path: 'ramp[1].at', value: at(13), after: at(14) },
    ],
  ])('refuses %s', (_, changes, refusal) => {
    expect(decided({ ...SCHEDULED, ...changes }, CREATED)).toMatchObject(refusal);
  });

  it('is refused where the start would be', () => {
    const alone = CREATED.type === 'CreateExperiment' ? CREATED.variants : [];
    const without: CommandOf = {
      type: 'CreateExperiment',
      design: DESIGN,
      variants: alone.map((variant) => ({ ...variant, isControl: false })),
    };
    expect(decided(SCHEDULED, without)).toEqual(decided(STARTED, without));
    expect(decided(SCHEDULED, without)).toMatchObject({ code: 'NO_CONTROL' });
    const one = { ...without, variants: alone.slice(0, 1) };
    expect(decided(SCHEDULED, one)).toMatchObject({ code: 'TOO_FEW_VARIANTS' });
  });

  it('of what runs has no start', () => {
    expect(decided(SCHEDULED, CREATED, STARTED)).toMatchObject({
      code: 'SCHEDULE_STARTED',
      status: 'running',
    });
    const end: CommandOf = { type: 'ScheduleExperiment', startAt: null, endAt: at(20), ramp: [] };
    expect(stateAfter(history(CREATED, STARTED, end))).toMatchObject({ status: 'running' });
    expect(dueAt(CREATED, STARTED, end)).toBe(at(20));
  });

  it('freezes the draft until it is cancelled', () => {
    expect(decided({ type: 'EditExperiment', changes: { name: 'x' } }, CREATED, SCHEDULED)).toMatchObject({
      code: 'WRONG_STATUS',
      status: 'scheduled',
    });
  });
});

describe('what is scheduled', () => {
  it('does not happen before its time', () => {
    expect(decided(fire(11), CREATED, SCHEDULED)).toEqual({
      code: 'NOTHING_DUE',
      now: at(11),
      next: at(12),
    });
    expect(decided(fire(11), CREATED)).toMatchObject({ code: 'NOTHING_DUE', next: null });
  });

  it('starts, ramps up and ends, each once', () => {
    const life = [CREATED, SCHEDULED, fire(12), fire(13), fire(14), fire(15), fire(20)];
    const events = history(...life);
    expect(events.slice(4).map(({ type }) => type)).toEqual([
      'ExperimentStarted',
      'AllocationChanged',
      'AllocationChanged',
      'AllocationChanged',
      'ExperimentConcluded',
    ]);
    expect(stateAfter(events)).toMatchObject({
      status: 'concluded',
      winner: null,
      reason: 'scheduled end',
      design: { trafficAllocation: 100 },
      schedule: null,
    });
    expect(decided(fire(21), ...life)).toMatchObject({ code: 'NOTHING_DUE', next: null });
  });

  it('has the same event ids whoever lets it happen', () => {
    const events = history(CREATED, SCHEDULED, fire(12), fire(13));
    const schedule = events[3]?.id ?? '';
    expect(events.slice(4).map(({ id }) => id)).toEqual([
      derivedId(schedule, 'start'),
      derivedId(schedule, 'ramp 1'),
    ]);
  });

  it('that was missed happens once: of several steps, the last', () => {
    const events = history(CREATED, SCHEDULED, fire(16), fire(16));
    expect(events.slice(4)).toMatchObject([
      { type: 'ExperimentStarted', data: { startedAt: at(16) } },
      { type: 'AllocationChanged', data: { trafficAllocation: 100, rampStep: 3, phase: 2 } },
    ]);
    expect(decided(fire(16), CREATED, SCHEDULED, fire(16), fire(16))).toMatchObject({
      code: 'NOTHING_DUE',
      next: at(20),
    });
  });

  it('goes on when somebody has started it by hand', () => {
    expect(dueAt(CREATED, SCHEDULED, STARTED)).toBe(at(13));
    expect(decided(fire(12), CREATED, SCHEDULED, STARTED)).toMatchObject({ code: 'NOTHING_DUE' });
  });

  it('is over when somebody has concluded it', () => {
    const concluded: CommandOf = { type: 'ConcludeExperiment', winner: null, reason: 'enough' };
    expect(dueAt(CREATED, SCHEDULED, STARTED, concluded)).toBeNull();
  });

  it('that a rule forbids is recorded, and not tried again', () => {
    const design = { ...DESIGN, requireChecklist: true };
    const created = { ...CREATED, design } as CommandOf;
    const events = history(created, SCHEDULED, fire(12));
    expect(events.at(-1)).toMatchObject({
      type: 'ScheduledStepRefused',
      data: { step: 'start', code: 'CHECKLIST_INCOMPLETE' },
    });
    expect(stateAfter(events)).toMatchObject({ status: 'draft', schedule: { refused: { step: 'start' } } });
    expect(dueAt(created, SCHEDULED, fire(12))).toBeNull();
  });

  it('is refused at the start where what it refers to has gone', () => {
    const unready = { code: 'LAYER_SLOT_MISSING', layer: 'pages' } as const;
    const gone = (hour: number): CommandOf => ({ ...fire(hour), unready }) as CommandOf;
    expect(history(CREATED, SCHEDULED, gone(12)).at(-1)).toMatchObject({
      type: 'ScheduledStepRefused',
      data: { step: 'start', code: 'LAYER_SLOT_MISSING' },
    });
    expect(history(CREATED, SCHEDULED, STARTED, gone(13)).at(-1)).toMatchObject({
      type: 'AllocationChanged',
    });
  });
});
