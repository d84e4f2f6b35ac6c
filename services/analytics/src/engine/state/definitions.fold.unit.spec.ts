import type { EventEnvelope } from '@assay/contracts';
import {
  capFrozen,
  experimentCreated,
  metric,
  metricArchived,
  metricDays,
  metricSet,
} from '../../../test/support/events.js';
import type { DefinitionEvent } from './definitions.fold.js';
import { foldDefinitions, NOTHING_DEFINED } from './definitions.fold.js';

const CREATED = experimentCreated('e', {
  primary: metric('bought'),
  secondary: [metric('spent', { type: 'mean', cap: { percentile: 0.9 } })],
});
const after = (...events: readonly EventEnvelope[]) =>
  events.reduce(
    (definitions, event, place) => foldDefinitions(definitions, event as DefinitionEvent, place + 1),
    NOTHING_DEFINED,
  );
const slotsOf = (...events: readonly EventEnvelope[]) =>
  after(...events).slots.map(
    ({ spec, version, since }) => `${spec.key}@${String(version)} since ${String(since)}`,
  );

describe('what is measured in an experiment', () => {
  it('is what it was designed with', () => {
    expect(slotsOf(CREATED)).toEqual(['bought@1 since 1', 'spent@1 since 1']);
  });

  it('grows by further metrics, and by further versions of known ones', () => {
    const changes = [
      metricSet('e', 1, metric('seen')),
      metricSet('e', 2, metric('seen', { windowHours: 1 })),
    ];
    expect(slotsOf(CREATED, ...changes)).toEqual([
      'bought@1 since 1',
      'spent@1 since 1',
      'seen@1 since 2',
      'seen@2 since 3',
    ]);
  });

  it('is the same when further metrics were known before the experiment', () => {
    const further = metricSet('e', 1, metric('seen'));
    const late = after(further, CREATED);
    expect(late.slots.map(({ spec }) => spec.key)).toEqual(['bought', 'spent', 'seen']);
    expect(late.version).toBe(after(CREATED, further).version);
  });

  it('is the same when a cap was frozen before the experiment was known, as a rebuild may read it', () => {
    const changes = [
      metricSet('e', 1, metric('seen', { type: 'mean', cap: { percentile: 0.9 } })),
      capFrozen('e', 2, { metric: 'seen', percentile: 0.9, cap: '3' }),
      capFrozen('e', 3, { metric: 'spent', percentile: 0.9, cap: '7.5' }),
    ];
    const specsOf = (...events: readonly EventEnvelope[]) => after(...events).slots.map(({ spec }) => spec);
    expect(specsOf(...changes, CREATED)).toEqual(specsOf(CREATED, ...changes));
    expect(specsOf(...changes, CREATED).at(-1)).toMatchObject({ key: 'spent', cap: { value: '7.5' } });
  });

  it('does not change when an event comes again', () => {
    const further = metricSet('e', 1, metric('seen'));
    const once = after(CREATED, further);
    expect(foldDefinitions(once, further as DefinitionEvent, 9)).toBe(once);
    expect(foldDefinitions(once, CREATED as DefinitionEvent, 9)).toBe(once);
  });

  it('has a new version of a metric whose cap was frozen, with the value', () => {
    const { slots } = after(CREATED, capFrozen('e', 1, { metric: 'spent', percentile: 0.9, cap: '7.5' }));
    expect(slots.at(-1)).toMatchObject({ version: 2, spec: { key: 'spent', cap: { value: '7.5' } } });
  });

  it('is not touched by a cap of another percentile, or of a metric without one', () => {
    const other = capFrozen('e', 1, { metric: 'spent', percentile: 0.95, cap: '7.5' });
    const none = capFrozen('e', 2, { metric: 'bought', percentile: 0.9, cap: '7.5' });
    expect(slotsOf(CREATED, other, none)).toEqual(slotsOf(CREATED));
  });

  it('weights the units of a bandit', () => {
    expect(after(experimentCreated('e', { primary: metric('bought') }, { type: 'bandit' })).weighted).toBe(
      true,
    );
    expect(after(CREATED).weighted).toBe(false);
  });
});

const RATIO = metric('per_visit', {
  type: 'ratio',
  event: 'buy',
  cap: { percentile: 0.9 },
  denominator: { event: 'visit', cap: { percentile: 0.8 } },
});
const shown = (...events: readonly EventEnvelope[]) =>
  after(...events).slots.flatMap(({ spec, version, archived }) =>
    archived === true ? [] : [`${spec.key}@${String(version)}`],
  );

describe('a metric that is archived', () => {
  it('is not shown, and keeps its place', () => {
    const events = [CREATED, metricArchived('e', 1, 'spent')];
    expect(shown(...events)).toEqual(['bought@1']);
    expect(slotsOf(...events)).toEqual(slotsOf(CREATED));
  });

  it('is back at once when it is set again as it was, and counted anew when it is not', () => {
    const archived = [CREATED, metricSet('e', 1, metric('seen')), metricArchived('e', 2, 'seen')];
    expect(shown(...archived, metricSet('e', 3, metric('seen')))).toEqual(['bought@1', 'spent@1', 'seen@1']);
    const changed = metricSet('e', 3, metric('seen', { windowHours: 1 }));
    expect(shown(...archived, changed)).toEqual(['bought@1', 'spent@1', 'seen@2']);
  });

  it('stays archived when its cap is frozen, and when all that was known before the experiment', () => {
    const changes = [
      metricArchived('e', 1, 'spent'),
      capFrozen('e', 2, { metric: 'spent', percentile: 0.9, cap: '7.5' }),
    ];
    expect(shown(CREATED, ...changes)).toEqual(['bought@1']);
    expect(shown(...changes, CREATED)).toEqual(['bought@1']);
  });
});

describe('a metric that is counted by day', () => {
  const days = (version: number, key: string, count: number) => metricDays('e', version, key, count);
  const parts = (...events: readonly EventEnvelope[]) =>
    after(...events).slots.flatMap(({ spec: { key }, version, part }) =>
      part === undefined ? [] : [`${key}@${String(version)} of ${String(part.version)}`],
    );

  it('has a part for each day, further ones when more days are asked for, and none twice', () => {
    expect(parts(CREATED, days(1, 'bought', 3), days(2, 'bought', 4), days(3, 'bought', 3))).toEqual([
      'bought~day-0@1 of 1',
      'bought~day-1@1 of 1',
      'bought~day-2@1 of 1',
      'bought~day-3@1 of 1',
    ]);
  });

  it('has new parts with a new definition, and the same when all of it came before the experiment', () => {
    const changes = [days(1, 'seen', 3), metricSet('e', 2, metric('seen', { type: 'count' }))];
    expect(parts(CREATED, ...changes)).toEqual([
      'seen~day-0@1 of 1',
      'seen~day-1@1 of 1',
      'seen~day-2@1 of 1',
    ]);
    const keys = (...events: readonly EventEnvelope[]) => after(...events).slots.map(({ spec }) => spec.key);
    expect(keys(...changes, CREATED)).toEqual(keys(CREATED, ...changes));
  });
});

describe('a ratio with a percentile for either part', () => {
  it('has its denominator counted by itself until that percentile is a value', () => {
    const set = metricSet('e', 1, RATIO);
    const numerator = capFrozen('e', 2, { metric: 'per_visit', percentile: 0.9, cap: '7.5' });
    const denominator = capFrozen('e', 3, {
      ...{ metric: 'per_visit', percentile: 0.8, cap: '3', part: 'denominator' },
    });
    const { slots } = after(CREATED, set, numerator, denominator);
    expect(slots.slice(2).map(({ spec, part }) => [spec.key, part?.version])).toEqual([
      ['per_visit', undefined],
      ['per_visit~denominator', 1],
      ['per_visit', undefined],
      ['per_visit~denominator', 2],
      ['per_visit', undefined],
    ]);
    expect(slots[3]?.spec).toMatchObject({ type: 'mean', event: 'visit', measure: 'count' });
    expect(slots.at(-1)).toMatchObject({
      percentile: 0.9,
      denominatorPercentile: 0.8,
      spec: { cap: { value: '7.5' }, denominator: { cap: { value: '3' } } },
    });
  });
});
