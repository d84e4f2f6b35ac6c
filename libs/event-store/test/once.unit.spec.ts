import { onceIds, wasDone } from '../src/index.js';
import { STREAM, variantAdded } from './example-events.js';

const asked = (percent: number, key = 'k', actor = 'user:ada') =>
  onceIds(STREAM, actor, key, () => ({ percent }));
const streamWith = (ids: object) => [
  { event: { ...variantAdded('a'), ...ids }, stream: STREAM, version: 1, position: 0 },
];

describe('what is carried out once', () => {
  it('has the same ids for the same request, and another event for another key or actor', () => {
    expect(asked(5)).toEqual(asked(5));
    expect(asked(6).id).toBe(asked(5).id);
    expect(asked(6).correlationid).not.toBe(asked(5).correlationid);
    expect(new Set([asked(5), asked(5, 'other'), asked(5, 'k', 'user:bob')].map(({ id }) => id)).size).toBe(
      3,
    );
  });

  it('was done where its event is in the stream', () => {
    expect(wasDone(streamWith(asked(5)), asked(5))).toBe(true);
    expect(wasDone(streamWith(asked(5, 'other')), asked(5))).toBe(false);
    expect(wasDone([], asked(5))).toBe(false);
  });

  it('is refused where the key came with another request', () => {
    expect(() => wasDone(streamWith(asked(6)), asked(5))).toThrow(
      expect.objectContaining({ code: 'IDEMPOTENCY_KEY_REUSED' }),
    );
  });
});
