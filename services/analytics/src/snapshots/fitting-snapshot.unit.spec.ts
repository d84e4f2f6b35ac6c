import type { MetricsSnapshot } from '@assay/contracts';
import { dataProblem, MetricsSnapshot as Snapshot } from '@assay/contracts';
import { metric } from '../../test/support/events.js';
import { fitting, MOST_BYTES } from './fitting-snapshot.js';

type Data = MetricsSnapshot['data'];

/** A run of so many arms, each with a sketch of its own for every one of the metrics. */
function snapshotOf(arms: number, buckets: number, keys: readonly string[]): Data {
  const metrics = keys.map((key) => metric(key, { type: 'quantile' }));
  const counted = keys.map((key): Data['variants'][number]['metrics'][number] => ({
    ...{ metric: key, n: buckets, sum: '1', sumSquares: '1' },
    buckets: Array.from({ length: buckets }, (_, bucket): [number, number] => [bucket, 1]),
  }));
  const variants = Array.from({ length: arms }, (_, arm) => ({
    ...{ variant: `v${String(arm)}`, phase: 1, units: buckets, unitsWithError: 0, metrics: counted },
  }));
  return {
    ...{ experiment: 'e', run: 1, metrics, variants, excludedUnits: 0, offsets: [], completeTo: null },
    ...{ firstExposureAt: null, lastExposureAt: null, lastEventAt: null },
  };
}
const fitted = (arms: number, buckets: number): Data =>
  fitting(snapshotOf(arms, buckets, ['primary', 'second', 'third']), new Set(['primary']));

describe('a snapshot', () => {
  it('stays as it is where the log takes it', () => {
    expect(fitted(4, 100)).toEqual(snapshotOf(4, 100, ['primary', 'second', 'third']));
  });

  it.each([
    ['what decides where the rest is too much', 50, 1_000, ['primary']],
    ['the units alone where nothing else is left', 100, 2_000, []],
  ])('keeps %s, and says what was left out', (_, arms, buckets, kept) => {
    const whole = snapshotOf(arms, buckets, ['primary', 'second', 'third']);
    expect(JSON.stringify(whole).length).toBeGreaterThan(MOST_BYTES);
    const data = fitted(arms, buckets);
    expect(JSON.stringify(data).length).toBeLessThan(MOST_BYTES);
    expect(data.metrics.map(({ key }) => key)).toEqual(kept);
    expect(data.variants.map(({ units, metrics }) => [units, metrics.map((one) => one.metric)])).toEqual(
      new Array<unknown>(arms).fill([buckets, kept]),
    );
    expect(data.leftOut).toEqual(['primary', 'second', 'third'].filter((key) => !kept.includes(key)));
    expect(dataProblem(Snapshot, data)).toBeUndefined();
  });
});
