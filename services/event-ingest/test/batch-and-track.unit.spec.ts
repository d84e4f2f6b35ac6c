import { listOf, readBatch } from '../src/event/read-batch.js';
import { asRawEvent } from '../src/track/tracked-event.js';
import { context } from './context.js';

const click = { type: 'click', unit: 'u1' };

describe('the list of a batch', () => {
  it('comes as events, or bare', () => {
    expect(listOf({ events: [click] })).toEqual({ ok: true, value: { events: [click] } });
    expect(listOf([click])).toEqual({ ok: true, value: { events: [click] } });
  });

  it('comes with the time at which it was sent', () => {
    const value = { events: [click], sentAt: '2026-03-01T12:00:00Z' };
    expect(listOf(value)).toEqual({ ok: true, value });
  });

  it.each([
    [undefined, 'events', 'FIELD_INVALID'],
    [null, 'events', 'FIELD_INVALID'],
    ['text', 'events', 'FIELD_INVALID'],
    [{}, 'events', 'FIELD_INVALID'],
    [{ events: click }, 'events', 'FIELD_INVALID'],
    [{ events: [click], sender: 'x' }, 'sender', 'FIELD_UNKNOWN'],
    [{ events: [click], sentAt: true }, 'sentAt', 'FIELD_INVALID'],
    [[], 'events', 'BATCH_EMPTY'],
    [Array.from({ length: 1001 }, () => click), 'events', 'BATCH_TOO_LARGE'],
  ])('is refused when it is %#', (body, path, code) => {
    expect(listOf(body)).toMatchObject({ ok: false, refusal: { path, code } });
  });
});

describe('reading a batch', () => {
  it('names each bad event by its index and keeps the order of the good ones', () => {
    const raw = [click, { type: 'click' }, { ...click, unit: 'u2' }, { ...click, value: 'x' }];
    const { events, refused } = readBatch(raw, context());
    expect(events.map(({ subject }) => subject)).toEqual(['u1', 'u2']);
    expect(refused).toEqual([
      { index: 1, path: 'unit', message: 'is required', code: 'FIELD_REQUIRED' },
      expect.objectContaining({ index: 3, path: 'value', value: 'x', code: 'VALUE_INVALID' }),
    ]);
  });
});

describe('an event in older field names', () => {
  it('keeps what it says, under the names of today', () => {
    const tracked = {
      userId: 7,
      experimentId: 12,
      variantId: 'blue',
      itemId: 'sku-1',
      position: 3,
      pageType: 'search',
      revenue: '19.90',
      price: 9.95,
      timestamp: '2026-02-01T00:00:00Z',
      sentAt: '2026-02-01T00:01:00Z',
      eventId: 'order-1',
      metadata: { coupon: true, position: 99 },
    };
    expect(asRawEvent('purchase', tracked)).toEqual({
      type: 'purchase',
      userId: '7',
      id: 'order-1',
      time: '2026-02-01T00:00:00Z',
      sentAt: '2026-02-01T00:01:00Z',
      value: '19.90',
      attributes: {
        coupon: true,
        experiment: 12,
        variant: 'blue',
        itemId: 'sku-1',
        position: 3,
        pageType: 'search',
        revenue: '19.90',
        price: 9.95,
      },
    });
  });

  it('takes the value before revenue and price, and needs none', () => {
    expect(asRawEvent('purchase', { unit: 'u1', value: 1, revenue: 2, price: 3 })).toMatchObject({
      value: 1,
    });
    expect(asRawEvent('add_to_cart', { unit: 'u1', price: 3 })).toMatchObject({ value: 3 });
    expect(asRawEvent('click', { unit: 'u1' })).toEqual({ type: 'click', unit: 'u1' });
  });
});
