import type { StoredEvent } from '@assay/event-store';
import type { CommandOf } from '../../test/support/experiment-story.js';
import { CREATED, history, promoted, rolledBack, STARTED } from '../../test/support/experiment-story.js';
import type { ExperimentStreamEvent } from './experiment-evolve.fold.js';
import { differences, historyOf } from './history.js';

const stored = (...commands: readonly CommandOf[]): readonly StoredEvent<ExperimentStreamEvent>[] =>
  history(...commands).map((event, index) => ({
    event,
    stream: event.subject,
    version: index + 1,
    position: index,
  }));

const last = (...commands: readonly CommandOf[]) => historyOf(stored(...commands)).at(-1);

describe('the history of an experiment', () => {
  it('says who did what, why, and what is different since', () => {
    const weights: CommandOf = { type: 'ChangeWeights', weights: { control: 9 }, reason: 'less risk' };
    expect(last(CREATED, STARTED, weights)).toEqual({
      version: 5,
      time: '2026-01-05T10:00:00.000Z',
      actor: 'user:alice',
      type: 'WeightsChanged',
      reason: 'less risk',
      changes: [
        { path: 'variants.control.weight', before: 1, after: 9 },
        { path: 'phase', before: 1, after: 2 },
      ],
    });
  });

  it('begins with everything that there is', () => {
    const [created] = historyOf(stored(CREATED));
    expect(created?.changes).toContainEqual({ path: 'name', before: null, after: 'Checkout button' });
    expect(created?.changes).toContainEqual({ path: 'status', before: null, after: 'draft' });
  });

  it('shows a tick with who made it, and its note as the reason', () => {
    expect(last(CREATED, { type: 'TickItem', item: 'analysis', note: 'see wiki' })).toMatchObject({
      reason: 'see wiki',
      changes: [{ path: 'checklist.analysis', before: null, after: { by: 'user:alice' } }],
    });
  });

  it('keeps the winner of what is archived, and tells of none where there is none', () => {
    const concluded = (winner: string | null): CommandOf => {
      return { type: 'ConcludeExperiment', winner, reason: 'clear' };
    };
    const archive: CommandOf = { type: 'ArchiveExperiment', reason: 'done' };
    const status = { path: 'status', before: 'concluded', after: 'archived' };
    expect(last(CREATED, STARTED, concluded('treatment'))?.changes).toContainEqual({
      path: 'winner',
      before: null,
      after: 'treatment',
    });
    expect(last(CREATED, STARTED, concluded('treatment'), archive)?.changes).toEqual([status]);
    expect(last(CREATED, STARTED, concluded(null))?.changes).toEqual([
      { path: 'status', before: 'running', after: 'concluded' },
    ]);
  });

  it('says what is shown of a promotion that was taken back: running, with control for all', () => {
    const changes = last(CREATED, STARTED, promoted(4), rolledBack())?.changes;
    expect(changes).toContainEqual({ path: 'status', before: 'concluded', after: 'running' });
    expect(changes).toContainEqual({ path: 'controlOnly', before: null, after: true });
    expect(last(CREATED, STARTED, promoted(4), rolledBack(), STARTED)?.changes).toContainEqual({
      path: 'controlOnly',
      before: true,
      after: null,
    });
  });

  it('shows a refusal as what it is: nothing changed', () => {
    expect(last(CREATED, STARTED, promoted(1))).toMatchObject({ type: 'ConclusionRefused', changes: [] });
  });
});

describe('differences', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['the same', { a: [1] }, { a: [1] }, []],
    ['a list as one value', { a: [1] }, { a: [1, 2] }, [{ path: 'a', before: [1], after: [1, 2] }]],
    ['what goes', { a: { b: 1, c: 2 } }, { a: { c: 2 } }, [{ path: 'a.b', before: 1, after: null }]],
    ['what is null and what is not there as the same', { a: null }, {}, []],
    ['own members only', {}, { constructor: 1 }, [{ path: 'constructor', before: null, after: 1 }]],
  ])('tell %s', (_, before, after, expected) => {
    expect(differences(before, after)).toEqual(expected);
  });
});
