import { clockSkew } from '../src/event/clock-skew.js';
import { readRawEvent } from '../src/event/read-raw-event.js';
import { context, RECEIVED_AT } from './context.js';

const HOUR = 3_600_000;
const skewOf = (sentAt: string | number | undefined) => {
  const skew = clockSkew(sentAt, RECEIVED_AT);
  return skew.ok ? skew.value : skew.refusal.code;
};

describe('how wrong a client’s clock is', () => {
  it.each([
    ['nothing is said', undefined, 0],
    ['it is right', '2026-03-01T12:00:00Z', 0],
    ['it is off by no more than the way takes', RECEIVED_AT - 10_000, 0],
    ['it is behind', '2026-03-01T11:00:00Z', HOUR],
    ['it is ahead', '2026-03-01T13:00:00+00:00', -HOUR],
    ['it never was set', 0, RECEIVED_AT],
    ['it is no time', 'noon', 'TIME_INVALID'],
    ['it lies before all time', -1, 'TIME_INVALID'],
    ['it lies after all time', 1e300, 'TIME_INVALID'],
  ])('%s', (_case, sentAt, skew) => {
    expect(skewOf(sentAt)).toBe(skew);
  });
});

describe('an event of a client with a wrong clock', () => {
  const click = { type: 'click', unit: 'u1' };
  const read = (raw: object, skewMs = 0) => {
    const checked = readRawEvent({ ...click, ...raw }, { ...context(), skewMs });
    if (!checked.ok) return checked.refusal;
    const { time, id } = checked.value;
    return { time, id, clientTime: checked.value.data.clientTime };
  };

  it('counts at the time it had here, and keeps what the client said', () => {
    expect(read({ time: '2026-03-01T10:00:00Z' }, HOUR)).toMatchObject({
      time: '2026-03-01T11:00:00.000Z',
      clientTime: '2026-03-01T10:00:00.000Z',
    });
  });

  it('may say itself when it was sent, which counts more than the batch', () => {
    const raw = { time: '2026-03-01T14:30:00Z', sentAt: '2026-03-01T15:00:00Z' };
    expect(read(raw, HOUR)).toMatchObject({ time: '2026-03-01T11:30:00.000Z' });
  });

  it('is judged by the corrected time: ahead is no future, behind is no past', () => {
    expect(read({ time: '2026-03-01T12:59:00Z' }, -HOUR)).toMatchObject({ time: '2026-03-01T11:59:00.000Z' });
    expect(read({ time: '2026-03-01T12:00:00Z' }, HOUR)).toMatchObject({ code: 'TIME_IN_FUTURE' });
    expect(read({ time: 5000 }, RECEIVED_AT - 10_000)).toMatchObject({ time: '2026-03-01T11:59:55.000Z' });
  });

  it('keeps its identity, whenever it is sent again', () => {
    const raw = { id: 'order-1', time: '2026-03-01T10:00:00Z' };
    const ids = [0, HOUR, 2 * HOUR, -HOUR].map((skewMs) => read(raw, skewMs));
    expect(new Set(ids.map((read) => ('id' in read ? read.id : read.code))).size).toBe(1);
  });

  it('does not move an exposure that the gateway dated, unless the exposure says itself when it was sent', () => {
    const exposure = { type: 'exposure', experiment: 'checkout', variant: 'blue', revision: 'r1' };
    const time = '2026-03-01T11:30:00Z';
    expect(read({ ...exposure, time }, -HOUR)).toMatchObject({ time: '2026-03-01T11:30:00.000Z' });
    expect(read({ ...exposure, time, revision: undefined }, -HOUR)).toMatchObject({
      time: '2026-03-01T10:30:00.000Z',
    });
    expect(read({ ...exposure, time, sentAt: '2026-03-01T13:00:00Z' })).toMatchObject({
      time: '2026-03-01T10:30:00.000Z',
    });
  });

  it('without a time happened when it was received', () => {
    expect(read({}, HOUR)).toMatchObject({ time: '2026-03-01T12:00:00.000Z', clientTime: undefined });
  });

  it('names a sentAt that is no time', () => {
    expect(read({ sentAt: 'noon' })).toMatchObject({ path: 'sentAt', value: 'noon', code: 'TIME_INVALID' });
    expect(read({ sentAt: null })).toMatchObject({ path: 'sentAt', code: 'FIELD_INVALID' });
  });
});

describe('an event that comes late', () => {
  const earliest = RECEIVED_AT - HOUR;
  const read = (time: string) =>
    readRawEvent({ type: 'click', unit: 'u1', time }, { ...context(), earliest });

  it('counts where it happened', () => {
    expect(read('2026-03-01T11:00:00Z')).toMatchObject({
      ok: true,
      value: { time: '2026-03-01T11:00:00.000Z' },
    });
  });

  it('is refused when it is too late', () => {
    expect(read('2026-03-01T10:59:59Z')).toMatchObject({
      ok: false,
      refusal: {
        path: 'time',
        value: '2026-03-01T10:59:59Z',
        message: 'lies before 2026-03-01T11:00:00.000Z',
        code: 'EVENT_TOO_LATE',
      },
    });
  });
});
