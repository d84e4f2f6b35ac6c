import { powerUsersReport } from './power-report.js';
import { usesBucket } from './power-window.js';

const CONTEXT = {
  counting: { status: 'complete', version: 1 },
  window: { days: 30, from: null, to: null },
  coverage: { completeTo: null, positions: [] },
} as const;
const report = (histogram: Readonly<Record<number, number>>, share = 0.1) =>
  powerUsersReport(
    { key: 'heavy', name: 'Heavy', uses: [{ event: 'use' }], share, features: [] },
    new Map(Object.entries(histogram).map(([uses, units]) => [`units ${uses}`, units])),
    CONTEXT,
  );

describe('power users', () => {
  it.each([
    ['the top tenth', { 1: 80, 5: 15, 20: 5, 40: 5 }, 5, 25],
    ['exactly a tenth', { 1: 90, 7: 10 }, 7, 10],
    ['all with as many uses as the last of them', { 2: 100 }, 2, 100],
    ['at least one', { 1: 3, 9: 1 }, 9, 1],
  ])('are %s', (_, histogram, threshold, units) => {
    expect(report(histogram)).toMatchObject({ threshold, top: { units: { count: units } } });
  });

  it('are nobody, in words, where nobody has a use', () => {
    expect(report({})).toMatchObject({
      threshold: null,
      units: 0,
      reason: 'nobody had a use in the window',
      top: { units: { rate: null } },
    });
  });

  it.each([
    [7, 7],
    [99, 99],
    [107, 100],
    [999, 990],
    [12_345, 12_000],
  ])('with %i uses are counted at %i', (uses, bucket) => {
    expect(usesBucket(uses)).toBe(bucket);
  });
});
