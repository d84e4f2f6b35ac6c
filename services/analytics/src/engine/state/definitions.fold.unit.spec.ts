import type { EventEnvelope } from '@assay/contracts';
import { capFrozen, experimentCreated, metric, metricSet } from '../../../test/support/events.js';
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
