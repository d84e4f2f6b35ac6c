import {
  contextProblem,
  dataProblem,
  derivedId,
  EVENT_TYPES,
  timeOrderedId,
  topicOf,
} from '@assay/contracts';
import { readRawEvent } from './read-raw-event.js';
import { context, RECEIVED_AT } from '../../test/context.js';

const read = (raw: unknown, project?: string) => readRawEvent(raw, context(project));
const eventOf = (raw: unknown, project?: string) => {
  const checked = read(raw, project);
  if (!checked.ok) throw new TypeError(JSON.stringify(checked.refusal));
  return checked.value;
};
const refusalOf = (raw: unknown) => {
  const checked = read(raw);
  return checked.ok ? undefined : checked.refusal;
};
const exposure = { type: 'exposure', unit: 'u1', experiment: 'checkout', variant: 'blue' };
const ownId = timeOrderedId(1_770_000_000_000, 'own');

describe('an event of a client', () => {
  it.each([
    ['exposure', exposure, 'UnitExposed'],
    [
      'outcome',
      { type: 'outcome', unit: 'u1', success: false, latencyMs: 12, status: 503, flag: 'f', error: 'x' },
      'OutcomeRecorded',
    ],
    [
      'purchase',
      { type: 'purchase', unit: 'u1', value: 12.5, attributes: { item: 7 } },
      'InteractionRecorded',
    ],
    ['an action of your own', { type: 'größer als: 5 / neu', unit: 'u1' }, 'InteractionRecorded'],
  ])('%s becomes one that every reader of the log accepts', (_case, raw, type) => {
    const event = eventOf(raw);
    expect(event.type).toBe(type);
    expect(topicOf(event.type)).toBe('assay.interactions.v1');
    const { data, ...attributes } = event;
    const definition = EVENT_TYPES.get(type);
    expect(contextProblem(attributes)).toBeUndefined();
    expect(definition && dataProblem(definition, data)).toBeUndefined();
  });

  it('carries project, actor, request and the time it was received', () => {
    expect(eventOf({ type: 'click', unit: 'u1', time: '2026-03-01T10:00:00+01:00' }, 'shop')).toEqual({
      specversion: '1.0',
      id: derivedId('made', '1'),
      type: 'InteractionRecorded',
      source: 'event-ingest',
      subject: 'u1',
      time: '2026-03-01T09:00:00.000Z',
      datacontenttype: 'application/json',
      dataschema: 'assay:InteractionRecorded:1',
      project: 'shop',
      actor: 'key:one',
      correlationid: 'request-1',
      data: { unit: 'u1', name: 'click', receivedAt: '2026-03-01T12:00:00.000Z' },
    });
  });

  it('that was exposed elsewhere is taken as run 1, phase 1, chosen by chance', () => {
    expect(eventOf(exposure).data).toMatchObject({ run: 1, phase: 1, reason: 'split', propensity: 1 });
    const decided = { ...exposure, run: 3, phase: 2, reason: 'sticky', propensity: 0.25, revision: 'r1' };
    expect(eventOf(decided).data).toMatchObject({
      run: 3,
      phase: 2,
      reason: 'sticky',
      propensity: 0.25,
      revision: 'r1',
    });
  });

  it('names its unit as unit or userId', () => {
    expect(eventOf({ type: 'click', userId: 'u2' }).subject).toBe('u2');
    expect(eventOf({ type: 'click', unit: 'u2', userId: 'u2' }).subject).toBe('u2');
  });
});

describe('the identity of an event', () => {
  const time = '2026-02-01T00:00:00Z';

  it('is its own UUIDv7', () => {
    expect(eventOf({ type: 'click', unit: 'u1', id: ownId.toUpperCase() }).id).toBe(ownId);
  });

  it('is any id together with time and unit: sent again it is the same, otherwise another', () => {
    const raw = { type: 'click', unit: 'u1', id: 'order-1', time };
    const { id } = eventOf(raw);
    expect(eventOf({ ...raw, time: Date.parse(time) }).id).toBe(id);
    expect(eventOf({ ...raw, unit: 'u2' }).id).not.toBe(id);
    expect(eventOf({ ...raw, id: 'order-2' }).id).not.toBe(id);
    expect(eventOf({ ...raw, time: '2026-02-01T00:00:01Z' }).id).not.toBe(id);
    expect(eventOf(raw, 'shop').id).not.toBe(id);
    expect(id.slice(0, 13)).toBe(timeOrderedId(Date.parse(time), 'other').slice(0, 13));
  });

  it('is new each time where no id is given', () => {
    const shared = context();
    const ids = [1, 2].map(() => readRawEvent({ type: 'click', unit: 'u1', time }, shared));
    expect(new Set(ids.map((checked) => checked.ok && checked.value.id)).size).toBe(2);
  });

  describe('by a UUIDv7', () => {
    const DAY = 86_400_000;
    const happened = Date.parse(time);
    const shared = { ...context(), earliest: RECEIVED_AT - 400 * DAY };
    const identityOf = (stamped: number, more: object = { time }) => {
      const id = timeOrderedId(stamped, 'own');
      const checked = readRawEvent({ type: 'click', unit: 'u1', id, ...more }, shared);
      return { id, kept: checked.ok ? checked.value.id : checked.refusal };
    };

    it.each([
      ['at its time', 0],
      ['399 days before it', -399 * DAY],
      ['five minutes after it', 5 * 60_000],
    ])('is that where it was stamped %s', (_case, by) => {
      const { id, kept } = identityOf(happened + by);
      expect(kept).toBe(id);
    });

    it.each([
      ['far in the past', -401 * DAY],
      ['far in the future', 20 * 365 * DAY],
      ['an hour after it', 3_600_000],
    ])('stamped %s is that of any id: near its event, and the same again', (_case, by) => {
      const { id, kept } = identityOf(happened + by);
      expect(kept).not.toBe(id);
      expect(kept).toMatch(new RegExp(`^${timeOrderedId(happened, 'x').slice(0, 13)}`));
      expect(identityOf(happened + by).kept).toBe(kept);
    });

    it('without a time is held against the time of receipt, by the clock of the client', () => {
      const near = identityOf(RECEIVED_AT, {});
      expect(near.kept).toBe(near.id);
      const behind = { sentAt: RECEIVED_AT - 500 * DAY };
      const slow = identityOf(RECEIVED_AT - 500 * DAY, behind);
      expect(slow.kept).toBe(slow.id);
      const far = identityOf(RECEIVED_AT + DAY, {});
      expect(far.kept).toMatchObject({ path: 'id', value: far.id, code: 'ID_NEEDS_TIME' });
      expect(far.kept).toHaveProperty(
        'message',
        expect.stringContaining('UUIDv7 of 2026-03-02T12:00:00.000Z'),
      );
    });
  });

  it('cannot be an id alone that is no UUIDv7', () => {
    expect(refusalOf({ type: 'click', unit: 'u1', id: 'order-1' })).toMatchObject({
      path: 'id',
      value: 'order-1',
      code: 'ID_NEEDS_TIME',
    });
  });
});

describe('the time of an event', () => {
  const at = (time: unknown) => ({ type: 'click', unit: 'u1', time });

  it.each([
    [undefined, '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:05:00Z', '2026-03-01T12:05:00.000Z'],
    ['2024-02-29T23:59:59.123456Z', '2024-02-29T23:59:59.123Z'],
    ['2026-01-31T12:00:00.000Z', '2026-01-31T12:00:00.000Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00.000Z'],
    [RECEIVED_AT - 1.5, '2026-03-01T11:59:59.998Z'],
  ])('%p is kept as %s', (time, text) => {
    expect(eventOf(at(time)).time).toBe(text);
  });

  it.each([
    ['2026-03-01T12:05:00.001Z', 'TIME_IN_FUTURE'],
    [RECEIVED_AT * 1000, 'TIME_INVALID'],
    [RECEIVED_AT + 300_001, 'TIME_IN_FUTURE'],
    ['1999-12-31T23:59:59Z', 'TIME_TOO_EARLY'],
    [1_770_000_000, 'TIME_TOO_EARLY'],
    ['2026-02-30T00:00:00Z', 'TIME_INVALID'],
    ['2026-13-01T00:00:00Z', 'TIME_INVALID'],
    ['2026-01-01T25:00:00Z', 'TIME_INVALID'],
    ['2026-01-01 00:00:00', 'TIME_INVALID'],
    ['2026-01-01T00:00:00', 'TIME_INVALID'],
    ['yesterday', 'TIME_INVALID'],
    ['', 'TIME_INVALID'],
    [true, 'FIELD_INVALID'],
  ])('%p is refused: %s', (time, code) => {
    expect(refusalOf(at(time))).toMatchObject({ path: 'time', code });
  });
});

describe('what is refused', () => {
  it.each([
    ['no object', 7, '', 'FIELD_INVALID'],
    ['null', null, '', 'FIELD_INVALID'],
    ['no type', { unit: 'u1' }, 'type', 'FIELD_REQUIRED'],
    ['an empty type', { type: '', unit: 'u1' }, 'type', 'FIELD_INVALID'],
    ['a type with a line break', { type: 'a\nb', unit: 'u1' }, 'type', 'FIELD_INVALID'],
    ['an endless type', { type: 'x'.repeat(101), unit: 'u1' }, 'type', 'FIELD_INVALID'],
    ['no unit', { type: 'click' }, 'unit', 'FIELD_REQUIRED'],
    ['an empty unit', { type: 'click', unit: '' }, 'unit', 'FIELD_INVALID'],
    ['a unit that is a number', { type: 'click', unit: 7 }, 'unit', 'FIELD_INVALID'],
    ['two units', { type: 'click', unit: 'u1', userId: 'u2' }, 'userId', 'UNIT_AMBIGUOUS'],
    ['an unknown field', { type: 'click', unit: 'u1', colour: 'red' }, 'colour', 'FIELD_UNKNOWN'],
    [
      'attributes that are a list',
      { type: 'click', unit: 'u1', attributes: [1] },
      'attributes',
      'FIELD_INVALID',
    ],
    [
      'attributes that are huge',
      { type: 'click', unit: 'u1', attributes: { text: 'x'.repeat(17_000) } },
      'attributes',
      'ATTRIBUTES_TOO_LARGE',
    ],
    ['a value that is no number', { type: 'purchase', unit: 'u1', value: 'much' }, 'value', 'VALUE_INVALID'],
    ['a value that is infinite', { type: 'purchase', unit: 'u1', value: Infinity }, 'value', 'FIELD_INVALID'],
    ['a value on an exposure', { ...exposure, value: 1 }, 'value', 'FIELD_UNKNOWN'],
    [
      'an exposure without variant',
      { type: 'exposure', unit: 'u1', experiment: 'e' },
      'variant',
      'FIELD_REQUIRED',
    ],
    ['an illegal key', { ...exposure, experiment: 'a/b' }, 'experiment', 'FIELD_INVALID'],
    ['run 0', { ...exposure, run: 0 }, 'run', 'FIELD_INVALID'],
    ['a run that no store has room for', { ...exposure, run: 1e308 }, 'run', 'FIELD_INVALID'],
    ['such a phase', { ...exposure, phase: 2 ** 31 }, 'phase', 'FIELD_INVALID'],
    ['an impossible propensity', { ...exposure, propensity: 1.5 }, 'propensity', 'FIELD_INVALID'],
    ['a propensity too small to weigh by', { ...exposure, propensity: 9e-7 }, 'propensity', 'FIELD_INVALID'],
    ['an unknown reason', { ...exposure, reason: 'luck' }, 'reason', 'FIELD_INVALID'],
    ['an outcome without success', { type: 'outcome', unit: 'u1' }, 'success', 'FIELD_REQUIRED'],
    [
      'a negative latency',
      { type: 'outcome', unit: 'u1', success: true, latencyMs: -1 },
      'latencyMs',
      'FIELD_INVALID',
    ],
    [
      'an activation that is no id',
      { type: 'outcome', unit: 'u1', success: true, activation: 'x' },
      'activation',
      'FIELD_INVALID',
    ],
  ])('%s', (_case, raw, path, code) => {
    expect(refusalOf(raw)).toMatchObject({ path, code });
  });
});
