import type { UnitForgotten as Forgotten } from '@assay/contracts';
import { dataProblem, messageKey, newEvent, UnitErased, UnitForgotten } from '@assay/contracts';
import { erasureOf } from './erasures.projection.js';

const FORGOTTEN: Forgotten = {
  ...newEvent(
    UnitForgotten,
    {
      id: '0195507f-9c00-7000-8000-000000000001',
      source: 'event-ingest',
      subject: 'shop/erasure/ada',
      time: '2026-03-01T10:00:00.000Z',
      project: 'shop',
      actor: 'user:officer',
      correlationid: 'c',
    },
    { unit: 'ada', reason: 'asked for it' },
  ),
  streamversion: 1,
};

describe('an erasure among the events of its unit', () => {
  it('lies where the events of the unit lie, without the reason', () => {
    const erased = erasureOf(FORGOTTEN);
    expect(messageKey(erased)).toBe('shop/ada');
    expect(erased.data).toEqual({ unit: 'ada' });
    expect(dataProblem(UnitErased, erased.data)).toBeUndefined();
  });

  it('is the same event however often it is made', () => {
    expect(erasureOf(FORGOTTEN)).toEqual(erasureOf({ ...FORGOTTEN }));
  });
});
