import {
  EVENT_TYPES,
  ExperimentCreated,
  messageKey,
  newEvent,
  parseStreamId,
  readEvent,
  streamId,
  UnitAssigned,
} from '../index.js';
import type { EventEnvelope } from '../index.js';

const metadata = {
  id: '0192f0c1-7b5a-7000-8000-000000000001',
  source: 'assignment',
  subject: 'unit-1',
  time: '2026-01-02T03:04:05.678Z',
  project: 'default',
  actor: 'key:web',
  correlationid: 'c-1',
};

const assigned = newEvent(UnitAssigned, metadata, {
  experiment: 'checkout',
  run: 1,
  phase: 1,
  unit: 'unit-1',
  variant: 'control',
  bucket: 42,
  reason: 'split',
  propensity: 0.5,
  revision: 'abc',
});

const split = ({ data, ...context }: EventEnvelope) => ({ context: { ...context }, data });

describe('reading an event', () => {
  it('gives back what was written', () => {
    const { context, data } = split(assigned);
    expect(readEvent(context, data)).toEqual({ ok: true, event: assigned });
  });

  it('reads version 1 of ExperimentCreated, which named its metric, as version 2, which defines it', () => {
    const result = readEvent(
      { ...split(assigned).context, type: 'ExperimentCreated', dataschema: 'assay:ExperimentCreated:1' },
      {
        key: 'module-order',
        number: 1,
        name: 'Module order',
        hypothesis: '',
        experimentType: 'ab_test',
        unitType: 'user',
        trafficAllocation: 100,
        primaryMetric: 'add_to_cart_rate',
      },
    );
    expect(result).toMatchObject({
      ok: true,
      event: {
        dataschema: 'assay:ExperimentCreated:2',
        data: {
          origin: 'assigned',
          secondaryMetrics: [],
          primaryMetric: { key: 'add_to_cart_rate', type: 'proportion', event: 'add_to_cart' },
        },
      },
    });
    expect(ExperimentCreated.version).toBe(2);
  });

  it.each([
    ['unknown-type', { type: 'Nonsense', dataschema: 'assay:Nonsense:1' }, {}],
    ['unknown-version', { dataschema: 'assay:UnitAssigned:99' }, {}],
    ['invalid-envelope', { id: 'not-a-uuid' }, {}],
    ['invalid-envelope', { dataschema: 'assay:ExperimentCreated:1' }, {}],
    ['invalid-data', {}, { ...assigned.data, bucket: 'many' }],
    ['invalid-data', {}, { ...assigned.data, surprise: 1 }],
    ['invalid-data', {}, []],
    ['invalid-data', {}, null],
  ])('refuses with %s', (code, context, data) => {
    expect(readEvent({ ...split(assigned).context, ...context }, data)).toMatchObject({ ok: false, code });
  });

  it('says which member is wrong', () => {
    expect(readEvent(split(assigned).context, { ...assigned.data, bucket: 10_000 })).toMatchObject({
      detail: '/bucket must be <= 9999',
    });
  });

  it('turns a failing upcaster into a refusal', () => {
    const broken = { type: 'ExperimentCreated', dataschema: 'assay:ExperimentCreated:1' };
    expect(readEvent({ ...split(assigned).context, ...broken }, { key: 1 })).toMatchObject({
      ok: false,
      code: 'invalid-data',
    });
  });

  it.each([...EVENT_TYPES.values()])(
    'refuses empty data of $type unless it has no required member',
    ({ type, version, data }) => {
      const dataschema = `assay:${type}:${String(version)}`;
      const result = readEvent({ ...split(assigned).context, type, dataschema }, {});
      const takesNothing = data['type'] === 'object' && !data['required'] && !data['minProperties'];
      expect(result).toMatchObject(takesNothing ? { ok: true } : { ok: false, code: 'invalid-data' });
    },
  );
});

describe('routing', () => {
  it('keys an observation by project and unit, a decision by its stream', () => {
    expect(messageKey(assigned)).toBe('default/unit-1');
    expect(messageKey({ ...assigned, subject: 'default/experiment/checkout', streamversion: 1 })).toBe(
      'default/experiment/checkout',
    );
  });

  it('takes a stream id apart', () => {
    expect(parseStreamId(streamId('shop', 'experiment', 'a/b'))).toEqual({
      project: 'shop',
      kind: 'experiment',
      key: 'a/b',
    });
  });
});
