import {
  CREATED,
  DESIGN,
  given,
  history,
  NOW,
  outcomeOf,
  PROMOTION,
  promoted,
  REQUEST,
  ROLLBACK,
  rolledBack,
  STARTED,
  stateAfter,
  variant,
} from '../../test/support/experiment-story.js';
import type { CommandOf } from '../../test/support/experiment-story.js';
import { revisionOf } from './revision.js';

const refusalOf = (events: Parameters<typeof given>[0], command: CommandOf) =>
  outcomeOf(given(events).when(command));

describe('creating an experiment', () => {
  it('drafts it with its variants, in order', () => {
    expect(outcomeOf(given([]).when(CREATED))).toEqual([
      { type: 'ExperimentCreated', data: DESIGN },
      { type: 'VariantAdded', data: variant('control') },
      { type: 'VariantAdded', data: variant('treatment') },
    ]);
  });

  it('gives the events of one command ids that are the same when it is decided again', () => {
    const events = history(CREATED);
    const [created, control, treatment] = events;
    expect(control?.causationid).toBe(created?.id);
    expect(new Set([created?.id, control?.id, treatment?.id]).size).toBe(3);
  });

  it('refuses a key that is taken', () => {
    expect(refusalOf(history(CREATED), CREATED)).toEqual({ code: 'EXPERIMENT_EXISTS', key: 'checkout' });
  });

  it.each([
    [
      'a second control',
      [variant('control'), variant('other', { isControl: true })],
      { code: 'SECOND_CONTROL', path: 'variants[1].isControl', variant: 'other', control: 'control' },
    ],
    [
      'a key twice',
      [variant('a'), variant('a')],
      { code: 'VARIANT_EXISTS', path: 'variants[1].key', variant: 'a' },
    ],
    [
      'more variants than there may be',
      Array.from({ length: 51 }, (_, index) => variant(`v${String(index)}`)),
      { code: 'TOO_MANY_VARIANTS', count: 51, limit: 50 },
    ],
  ])('refuses %s', (_, variants, refusal) => {
    expect(refusalOf([], { type: 'CreateExperiment', design: DESIGN, variants })).toEqual(refusal);
  });
});

describe('adding a variant', () => {
  const added: CommandOf = { type: 'AddVariant', variant: variant('third') };

  it('is possible in a draft', () => {
    expect(outcomeOf(given(history(CREATED)).when(added))).toEqual([
      { type: 'VariantAdded', data: variant('third') },
    ]);
  });

  it('is refused once it has started', () => {
    expect(refusalOf(history(CREATED, STARTED), added)).toEqual({
      code: 'WRONG_STATUS',
      status: 'running',
      allowed: ['draft'],
    });
  });

  it('refuses a second control', () => {
    const control = { type: 'AddVariant', variant: variant('third', { isControl: true }) } as const;
    expect(refusalOf(history(CREATED), control)).toMatchObject({
      code: 'SECOND_CONTROL',
      path: 'isControl',
    });
  });
});

describe('starting', () => {
  it('begins run 1 with a salt of its own and the revision of its content', () => {
    const events = history(CREATED, STARTED);
    const state = stateAfter(events);
    if (state.status !== 'running') throw new TypeError(state.status);
    expect(state.current).toMatchObject({ run: 1, phase: 1, startedAt: NOW, weightsChanged: false });
    expect(state.current.revision).toBe(revisionOf(state, state.current));
  });

  it.each([
    ['no variants', [], { code: 'TOO_FEW_VARIANTS', count: 0, least: 2 }],
    ['one variant', [variant('control')], { code: 'TOO_FEW_VARIANTS', count: 1, least: 2 }],
    ['no control', [variant('a'), variant('b')], { code: 'NO_CONTROL', variants: ['a', 'b'] }],
  ])('is refused with %s', (_, variants, refusal) => {
    const events = history({ type: 'CreateExperiment', design: DESIGN, variants });
    expect(refusalOf(events, STARTED)).toEqual(refusal);
  });

  it('is refused for an experiment that does not exist, and for one that runs', () => {
    expect(refusalOf([], STARTED)).toEqual({ code: 'EXPERIMENT_NOT_FOUND' });
    expect(refusalOf(history(CREATED, STARTED), STARTED)).toMatchObject({
      code: 'WRONG_STATUS',
      status: 'running',
    });
  });

  it('takes a start in the past for an imported experiment only', () => {
    const startedAt = '2014-01-01T00:00:00.000Z';
    const command: CommandOf = { type: 'StartExperiment', startedAt };
    const imported: CommandOf = {
      ...CREATED,
      type: 'CreateExperiment',
      design: { ...DESIGN, origin: 'imported' },
    } as CommandOf;
    expect(stateAfter(history(imported, command))).toMatchObject({ current: { startedAt } });
    expect(refusalOf(history(CREATED), command)).toEqual({ code: 'START_TIME_NOT_ALLOWED', startedAt });
    const later = '2027-01-01T00:00:00.000Z';
    expect(refusalOf(history(imported), { type: 'StartExperiment', startedAt: later })).toEqual({
      code: 'START_IN_FUTURE',
      startedAt: later,
      now: NOW,
    });
  });
});

describe('pausing and resuming', () => {
  const paused: CommandOf = { type: 'PauseExperiment', reason: 'a bug' };

  it('goes back to the same run', () => {
    const before = stateAfter(history(CREATED, STARTED));
    const after = stateAfter(history(CREATED, STARTED, paused, { type: 'ResumeExperiment' }));
    expect(after).toMatchObject({ status: 'running', version: 6 });
    expect(after.status === 'running' && after.current).toEqual(
      before.status === 'running' && before.current,
    );
  });

  it('is refused in the wrong status', () => {
    expect(refusalOf(history(CREATED), paused)).toMatchObject({ code: 'WRONG_STATUS', status: 'draft' });
    expect(refusalOf(history(CREATED, STARTED), { type: 'ResumeExperiment' })).toEqual({
      code: 'WRONG_STATUS',
      status: 'running',
      allowed: ['paused'],
    });
  });
});

describe('changing the allocation', () => {
  it('begins a phase with a revision of its own, and leaves the salt', () => {
    const events = history(CREATED, STARTED, { type: 'ChangeAllocation', trafficAllocation: 50 });
    const [before, after] = [stateAfter(events.slice(0, 4)), stateAfter(events)];
    if (before.status !== 'running' || after.status !== 'running') throw new TypeError('not running');
    expect(after.current).toMatchObject({
      run: 1,
      phase: 2,
      salt: before.current.salt,
      weightsChanged: false,
    });
    expect(after.current.revision).not.toBe(before.current.revision);
    expect(after.design.trafficAllocation).toBe(50);
  });

  it('is refused when nothing would change', () => {
    expect(
      refusalOf(history(CREATED, STARTED), { type: 'ChangeAllocation', trafficAllocation: 100 }),
    ).toEqual({ code: 'NOTHING_CHANGED', path: 'trafficAllocation', value: 100 });
  });
});

describe('changing the weights', () => {
  const nineToOne: CommandOf = { type: 'ChangeWeights', weights: { control: 9 }, reason: 'less risk' };

  it('records all weights and notes that earlier assignments can no longer be computed', () => {
    const events = history(CREATED, STARTED, nineToOne);
    expect(events.at(-1)?.data).toMatchObject({ weights: { control: 9, treatment: 1 }, phase: 2 });
    expect(stateAfter(events)).toMatchObject({
      current: { weightsChanged: true },
      variants: [{ weight: 9 }, { weight: 1 }],
    });
  });

  it('is not confused by a variant with the name of what every object has', () => {
    const variants = [variant('control'), variant('toString')];
    const events = history({ type: 'CreateExperiment', design: DESIGN, variants }, STARTED, nineToOne);
    expect(stateAfter(events)).toMatchObject({ variants: [{ weight: 9 }, { key: 'toString', weight: 1 }] });
  });

  it('refuses a variant that is not there, and weights that are the same', () => {
    const events = history(CREATED, STARTED);
    expect(refusalOf(events, { type: 'ChangeWeights', weights: { gone: 1 } })).toEqual({
      code: 'VARIANT_UNKNOWN',
      path: 'weights.gone',
      variant: 'gone',
      known: ['control', 'treatment'],
    });
    expect(refusalOf(events, { type: 'ChangeWeights', weights: { control: 1 } })).toMatchObject({
      code: 'NOTHING_CHANGED',
    });
  });
});

describe('concluding', () => {
  it('names the winner, or none', () => {
    const withWinner = history(CREATED, STARTED, {
      type: 'ConcludeExperiment',
      winner: 'treatment',
      reason: 'clear',
    });
    expect(stateAfter(withWinner)).toMatchObject({
      status: 'concluded',
      winner: 'treatment',
      concludedAt: NOW,
      promotionId: null,
    });
    const without = history(CREATED, STARTED, { type: 'ConcludeExperiment', winner: null, reason: 'flat' });
    expect(stateAfter(without)).toMatchObject({ status: 'concluded', winner: null });
  });

  it('refuses an unknown winner and a draft', () => {
    const command: CommandOf = { type: 'ConcludeExperiment', winner: 'gone', reason: 'x' };
    expect(refusalOf(history(CREATED, STARTED), command)).toMatchObject({ code: 'VARIANT_UNKNOWN' });
    expect(refusalOf(history(CREATED), command)).toMatchObject({ code: 'WRONG_STATUS', status: 'draft' });
  });
});

describe('the version the caller has seen', () => {
  it('must be the current one', () => {
    const events = history(CREATED);
    const command: CommandOf = { type: 'StartExperiment', expectedVersion: 2 };
    expect(refusalOf(events, command)).toEqual({ code: 'STALE_VERSION', expected: 2, actual: 3 });
    expect(given(events).when({ ...command, expectedVersion: 3 }).outcome).toBe('accepted');
  });
});

describe('a promotion asks to conclude', () => {
  const running = history(CREATED, STARTED);

  it('concludes with the winner, caused by the request', () => {
    const decision = given(running).when(promoted(4));
    expect(outcomeOf(decision)).toEqual([
      {
        type: 'ExperimentConcluded',
        data: {
          run: 1,
          winner: 'treatment',
          reason: `promotion ${PROMOTION}`,
          concludedAt: NOW,
          promotionId: PROMOTION,
        },
      },
    ]);
    expect(decision.outcome === 'accepted' && decision.events[0]?.causationid).toBe(REQUEST);
  });

  it.each<[string, readonly CommandOf[], CommandOf, string]>([
    [
      'the experiment has changed since',
      [{ type: 'ChangeAllocation', trafficAllocation: 5 }],
      promoted(4),
      'EXPERIMENT_CHANGED',
    ],
    ['the version has not been reached', [], promoted(9), 'EXPERIMENT_CHANGED'],
    [
      'it is concluded',
      [{ type: 'ConcludeExperiment', winner: null, reason: 'x' }],
      promoted(5),
      'WRONG_STATUS',
    ],
    ['the variant is unknown', [], { ...promoted(4), variant: 'gone' } as CommandOf, 'VARIANT_UNKNOWN'],
  ])('says no in the log when %s', (_, further, command, code) => {
    const events = history(CREATED, STARTED, ...further);
    expect(outcomeOf(given(events).when(command))).toEqual([
      {
        type: 'ConclusionRefused',
        data: { promotionId: PROMOTION, code, reason: expect.any(String) as string },
      },
    ]);
  });

  it('says no when there is no experiment, which can then still be created', () => {
    const events = history(promoted(1));
    expect(events.map(({ type }) => type)).toEqual(['ConclusionRefused']);
    expect(given(events).when(CREATED).outcome).toBe('accepted');
  });

  it('does not count saying no as a change of the experiment', () => {
    const refused = history(CREATED, STARTED, promoted(3));
    expect(stateAfter(refused)).toMatchObject({ status: 'running', version: 5, changedAt: 4 });
    const again = promoted(4, '0192a000-0000-7000-9000-000000000009');
    expect(outcomeOf(given(refused).when(again))).toMatchObject([{ type: 'ExperimentConcluded' }]);
  });

  it('answers the same request once', () => {
    const answered = { code: 'ALREADY_ANSWERED', request: REQUEST };
    expect(refusalOf(history(CREATED, STARTED, promoted(4)), promoted(4))).toEqual(answered);
    expect(refusalOf(history(CREATED, STARTED, promoted(3)), promoted(3))).toEqual(answered);
  });
});

describe('a rollback asks to reopen', () => {
  const concluded = history(CREATED, STARTED, promoted(4));

  it('serves control to all until a new run is started', () => {
    const reopened = [...concluded, ...acceptedBy(concluded, rolledBack())];
    expect(stateAfter(reopened)).toMatchObject({ status: 'reopened', reason: 'errors went up' });
    const again = [...reopened, ...acceptedBy(reopened, STARTED)];
    expect(stateAfter(again)).toMatchObject({ status: 'running', current: { run: 2, phase: 1 } });
  });

  it('draws the new run with another salt', () => {
    const [first, second] = [concluded, history(CREATED, STARTED, promoted(4), rolledBack(), STARTED)].map(
      (events) => stateAfter(events),
    );
    const saltOf = (state: typeof first) =>
      state !== undefined && 'current' in state ? state.current?.salt : '';
    expect(saltOf(second)).not.toBe(saltOf(first));
  });

  it('says no when another promotion, or nobody, concluded it', () => {
    const other = rolledBack('0192a000-0000-7000-9000-0000000000ff');
    for (const events of [concluded, history(CREATED, STARTED)])
      expect(outcomeOf(given(events).when(other))).toMatchObject([
        { type: 'ConclusionRefused', data: { code: 'NOT_CONCLUDED_BY_PROMOTION' } },
      ]);
  });

  it('answers the same request once', () => {
    const events = history(CREATED, STARTED, promoted(4), rolledBack());
    expect(refusalOf(events, rolledBack())).toEqual({ code: 'ALREADY_ANSWERED', request: ROLLBACK });
  });

  function acceptedBy(events: Parameters<typeof given>[0], command: CommandOf) {
    const decision = given(events).when(command);
    return decision.outcome === 'accepted' ? decision.events : [];
  }
});
