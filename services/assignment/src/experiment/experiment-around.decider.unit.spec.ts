import type { CommandOf } from '../../test/support/experiment-story.js';
import {
  CREATED,
  DESIGN,
  existingAfter,
  given,
  history,
  metadata,
  outcomeOf,
  STARTED,
} from '../../test/support/experiment-story.js';
import { CHECKLIST, checklistOf, missingOf } from './checklist.js';
import { experimentDecider } from './experiment.decider.js';

const decided = (command: CommandOf, ...before: readonly CommandOf[]) =>
  outcomeOf(given(history(...before)).when(command));

const existing = (...commands: readonly CommandOf[]) => existingAfter(history(...commands));

describe('overrides', () => {
  const DIGEST = 'a'.repeat(64);
  const set = (id: string, variant = 'treatment'): CommandOf => ({
    type: 'SetOverride',
    override: { id, digest: DIGEST, variant },
  });

  it('change the revision of a run, not its phase', () => {
    const [before, after] = [existing(CREATED, STARTED), existing(CREATED, STARTED, set('o1'))];
    if (before.status !== 'running' || after.status !== 'running') throw new TypeError('not running');
    expect(after.current).toMatchObject({ run: 1, phase: 1, salt: before.current.salt });
    expect(after.current.revision).not.toBe(before.current.revision);
    const removed = existing(CREATED, STARTED, set('o1'), { type: 'RemoveOverride', id: 'o1' });
    expect(removed.status === 'running' && removed.current.revision).toBe(before.current.revision);
  });

  it('keep their order, and one with the same id takes the place of the other', () => {
    const { overrides } = existing(CREATED, set('o1'), set('o2'), set('o1', 'control'));
    expect(overrides.map(({ id, variant }) => [id, variant])).toEqual([
      ['o1', 'control'],
      ['o2', 'treatment'],
    ]);
  });

  it('take a rule as well as a unit', () => {
    const when = { op: 'equals', attribute: 'staff', value: true };
    const rule: CommandOf = { type: 'SetOverride', override: { id: 'staff', when, variant: 'treatment' } };
    expect(existing(CREATED, rule).overrides).toEqual([{ id: 'staff', when, variant: 'treatment' }]);
  });

  it.each<[string, CommandOf, object]>([
    ['a variant that is not there', set('o1', 'gone'), { code: 'VARIANT_UNKNOWN', path: 'variant' }],
    ['one that is there already', set('o0'), { code: 'NOTHING_CHANGED' }],
    [
      'removing one that is not there',
      { type: 'RemoveOverride', id: 'none' },
      { code: 'OVERRIDE_NOT_FOUND', id: 'none' },
    ],
  ])('refuse %s', (_, command, refusal) => {
    expect(decided(command, CREATED, set('o0'))).toMatchObject(refusal);
  });

  it('are at most a thousand', () => {
    const state = existing(CREATED);
    const overrides = Array.from({ length: 1_000 }, (_, index) => ({
      id: `o${String(index)}`,
      digest: DIGEST,
      variant: 'control',
    }));
    const more = {
      type: 'SetOverride',
      override: { id: 'more', digest: DIGEST, variant: 'control' },
    } as const;
    const decide = (there: typeof overrides) =>
      experimentDecider.decide({ ...more, metadata: metadata() }, { ...state, overrides: there });
    expect(decide(overrides)).toMatchObject({ refusal: { code: 'TOO_MANY_OVERRIDES', count: 1_001 } });
    expect(decide(overrides.slice(1)).outcome).toBe('accepted');
  });
});

describe('the checklist', () => {
  const tick = (item: string, time?: string): CommandOf => ({
    type: 'TickItem',
    item,
    ...(time === undefined ? {} : { metadata: metadata({ time }) }),
  });
  const GATED = { ...DESIGN, requireChecklist: true, plannedUnits: 1_000 } as const;
  const READY = {
    ...GATED,
    primaryMetric: { key: 'm', type: 'mean', event: 'buy', direction: 'increase', windowHours: null },
    guardrails: [
      { kind: 'threshold', measure: 'error_rate', above: 0.05, windowSeconds: 60, minimumOutcomes: 20 },
    ],
  } as const;
  const ready = { ...CREATED, design: READY } as unknown as CommandOf;
  const SIGNED = ['product_sign_off', 'engineering_sign_off', 'monitoring'].map((item) => tick(item));
  const NOON = Date.parse('2026-01-05T12:00:00.000Z');
  const entry = (item: string, now: number, ...commands: readonly CommandOf[]) =>
    checklistOf(existing(...commands), now).find((found) => found.item === item);

  it('ticks what the system sees', () => {
    const done = checklistOf(existing(ready), NOON).filter((found) => found.done);
    expect(done.map(({ item }) => item)).toEqual([
      'hypothesis',
      'primary_metric',
      'guardrails',
      'sample_size',
      'flag',
    ]);
    expect(done.every(({ tickedBy }) => tickedBy === 'system')).toBe(true);
  });

  it('remembers who ticked the others, and when', () => {
    expect(entry('monitoring', NOON, ready, tick('monitoring', '2026-01-05T11:00:00.000Z'))).toMatchObject({
      done: true,
      tick: { by: 'user:alice', at: '2026-01-05T11:00:00.000Z' },
    });
    const untick: CommandOf = { type: 'UntickItem', item: 'monitoring' };
    expect(entry('monitoring', NOON, ready, tick('monitoring'), untick)).toMatchObject({ done: false });
  });

  it('wants what is done daily done again after a day', () => {
    const watched = tick('guardrails_watched', '2026-01-05T11:00:00.000Z');
    expect(entry('guardrails_watched', NOON, CREATED, STARTED, watched)).toMatchObject({
      done: true,
      dueAt: '2026-01-06T11:00:00.000Z',
    });
    expect(entry('guardrails_watched', NOON + 86_400_000, CREATED, STARTED, watched)?.done).toBe(false);
    expect(entry('results_reviewed', NOON, CREATED, STARTED)).toMatchObject({
      done: false,
      dueAt: '2026-01-12T10:00:00.000Z',
    });
  });

  it('is advice unless the experiment makes it a gate', () => {
    expect(missingOf(existing(CREATED), 'before', NOON)).toEqual([]);
    expect(decided(STARTED, { ...CREATED, design: GATED } as CommandOf)).toEqual({
      code: 'CHECKLIST_INCOMPLETE',
      stage: 'before',
      missing: ['primary_metric', 'guardrails', 'product_sign_off', 'engineering_sign_off', 'monitoring'],
    });
    expect(existing(ready, ...SIGNED, STARTED).status).toBe('running');
  });

  it('is a gate before archiving as well', () => {
    const concluded: CommandOf = { type: 'ConcludeExperiment', winner: null, reason: 'flat' };
    const archive: CommandOf = { type: 'ArchiveExperiment', reason: 'done' };
    const before = [ready, ...SIGNED, STARTED, concluded];
    expect(decided(archive, ...before)).toMatchObject({
      code: 'CHECKLIST_INCOMPLETE',
      missing: ['analysis', 'decision_sign_off', 'code_cleaned_up'],
    });
    const ticks = ['analysis', 'decision_sign_off', 'code_cleaned_up'].map((item) => tick(item));
    expect(existing(...before, ...ticks, archive).status).toBe('archived');
  });

  it('refuses items that nobody knows, that the system sees, and taking back what is not ticked', () => {
    expect(decided(tick('dance'), CREATED)).toMatchObject({
      code: 'CHECKLIST_ITEM_NOT_FOUND',
      item: 'dance',
    });
    expect(decided(tick('flag'), CREATED)).toEqual({ code: 'CHECKLIST_ITEM_SEEN', item: 'flag' });
    expect(decided({ type: 'UntickItem', item: 'analysis' }, CREATED)).toMatchObject({
      code: 'NOTHING_CHANGED',
    });
    expect(decided(tick('constructor'), CREATED)).toMatchObject({ code: 'CHECKLIST_ITEM_NOT_FOUND' });
  });

  it('names every item once', () => {
    expect(new Set(CHECKLIST.map(({ item }) => item)).size).toBe(CHECKLIST.length);
  });
});
