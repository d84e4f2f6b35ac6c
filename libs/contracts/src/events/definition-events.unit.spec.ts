import { v7 } from 'uuid';
import {
  ExperimentCreated,
  ExperimentEdited,
  LayerSlotGiven,
  newEvent,
  OverrideSet,
  readEvent,
  SegmentListDefined,
  topicOf,
  UnitsLinked,
} from '../index.js';
import type { EventDefinition } from '../index.js';

const metadata = {
  id: v7(),
  source: 'assignment',
  subject: 'default/experiment/checkout',
  time: '2026-01-05T10:00:00.000Z',
  project: 'default',
  actor: 'user:alice',
  correlationid: 'c-1',
};

const DESIGN = {
  key: 'checkout',
  number: 1,
  name: 'Checkout',
  hypothesis: '',
  experimentType: 'ab_test',
  origin: 'assigned',
  unitType: 'user',
  trafficAllocation: 100,
  primaryMetric: null,
  secondaryMetrics: [],
  plannedUnits: null,
};

function read(definition: EventDefinition, data: unknown) {
  const { data: kept, ...context } = newEvent(definition, metadata, data as never);
  return readEvent(context, kept);
}

describe('the design of an experiment', () => {
  it('is read as it was before it could refer to anything', () => {
    expect(read(ExperimentCreated, DESIGN)).toMatchObject({ ok: true, event: { data: DESIGN } });
  });

  it('may name layer, holdouts, prerequisites, rules and guardrails', () => {
    const design = {
      ...DESIGN,
      layer: 'pages',
      holdouts: ['growth'],
      prerequisites: [{ flag: 'new-shop', variants: ['on'] }],
      targeting: { op: 'equals', attribute: 'country', value: 'DE' },
      hashing: { algorithm: 'unleash', salt: 'gr1' },
      guardrails: [
        { kind: 'threshold', measure: 'error_rate', above: 0.05, windowSeconds: 60, minimumOutcomes: 20 },
      ],
      tags: ['shop'],
      owner: 'team-shop',
      requireChecklist: true,
    };
    expect(read(ExperimentEdited, { design })).toMatchObject({ ok: true });
  });

  it.each([
    ['a hashing algorithm nobody knows', { hashing: { algorithm: 'crc32' } }],
    ['a prerequisite without variants', { prerequisites: [{ flag: 'a', variants: [] }] }],
    ['a guardrail of no kind', { guardrails: [{ measure: 'error_rate' }] }],
  ])('is refused with %s', (_, change) => {
    expect(read(ExperimentCreated, { ...DESIGN, ...change })).toMatchObject({
      ok: false,
      code: 'invalid-data',
    });
  });
});

describe('what experiments refer to', () => {
  it('has a topic of its own', () => {
    expect(topicOf('LayerCreated')).toBe('assay.definitions.v1');
    expect(topicOf('UnitsLinked')).toBe('assay.identities.v1');
  });

  it('gives buckets within the layer only', () => {
    const slot = (to: number) => ({ experiment: 'checkout', ranges: [{ from: 0, to }] });
    expect(read(LayerSlotGiven, slot(10_000))).toMatchObject({ ok: true });
    expect(read(LayerSlotGiven, slot(10_001))).toMatchObject({ ok: false });
  });

  it('names members by their hash alone', () => {
    const segment = { key: 'beta', name: 'Beta', hash: 'a'.repeat(64), size: 3 };
    expect(read(SegmentListDefined, segment)).toMatchObject({ ok: true });
    expect(read(SegmentListDefined, { ...segment, members: ['u1'] })).toMatchObject({ ok: false });
    expect(read(SegmentListDefined, { ...segment, size: 1_000_001 })).toMatchObject({ ok: false });
  });

  it('names overridden units by digest alone', () => {
    const place = { run: null, phase: null, revision: 'r' };
    const override = { id: 'o1', variant: 'treatment', ...place };
    expect(read(OverrideSet, { ...override, digest: 'b'.repeat(64) })).toMatchObject({ ok: true });
    expect(read(OverrideSet, { ...override, unit: 'u1' })).toMatchObject({ ok: false });
  });
});

describe('a link', () => {
  it('names both sides and its time', () => {
    const link = { anonymous: 'a-1', user: 'u-1', linkedAt: metadata.time };
    expect(read(UnitsLinked, link)).toMatchObject({ ok: true });
    expect(read(UnitsLinked, { ...link, user: '' })).toMatchObject({ ok: false });
  });
});
