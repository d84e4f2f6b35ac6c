import { completeTo } from './complete-to.fold.js';

const observedAt = '2026-03-04T00:00:00.000Z';
const stated = '2026-03-01T00:00:00.000Z';
const offset = (partition: number, at: number) => ({
  topic: 'assay.interactions.v1',
  partition,
  offset: at,
});
const end = (partition: number, at: number) => ({ partition, earliest: 0, end: at });
const snapshot = { offsets: [offset(0, 5), offset(1, 7)], completeTo: stated };

describe('metrics are complete', () => {
  it('to now when they cover the whole log, however old the snapshot is', () => {
    expect(completeTo(snapshot, [end(0, 5), end(1, 7), end(2, 0)], observedAt)).toBe(observedAt);
  });

  it.each([
    ['a partition has gone on', [end(0, 5), end(1, 8)]],
    ['a partition is not covered', [end(0, 5), end(1, 7), end(2, 1)]],
    ['nobody knows where the log ends', []],
  ])('to what the snapshot says when %s', (_, ends) => {
    expect(completeTo(snapshot, ends, observedAt)).toBe(stated);
    expect(completeTo({ ...snapshot, completeTo: null }, ends, observedAt)).toBeNull();
  });

  it('never to less than the snapshot says', () => {
    const later = '2026-03-05T00:00:00.000Z';
    expect(completeTo({ ...snapshot, completeTo: later }, [end(0, 5)], observedAt)).toBe(later);
  });
});
