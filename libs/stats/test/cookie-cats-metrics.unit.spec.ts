import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { MetricPhase } from '../src/index.js';
import { compareMetric, describeArm, fromValues, sketchOf, sketchQuantile } from '../src/index.js';
import { sampleQuantile } from '../src/sums/sample-quantile.js';
import { dataFile } from './reference/data-files.js';

const file = dataFile('EXAMPLE_DATA', '../shared/data', 'cookie_cats.csv.gz');

/** Rounds played by every unit of an arm. */
function roundsOf(path: string, version: string): readonly number[] {
  const [, ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trim().split(/\r?\n/);
  return lines
    .map((line) => line.split(','))
    .filter(([, arm]) => arm === version)
    .map(([, , rounds]) => Number(rounds));
}

const sumsOf = (values: readonly number[]): MetricPhase => ({
  phase: 1,
  n: values.length,
  sum: values.reduce((sum, y) => sum + y, 0),
  sumSquares: values.reduce((sum, y) => sum + y * y, 0),
  buckets: sketchOf(values).buckets,
});

if (file !== undefined)
  describe('rounds played in Cookie Cats', () => {
    const [gate30, gate40] = [roundsOf(file, 'gate_30'), roundsOf(file, 'gate_40')];
    const arms = { control: [sumsOf(gate30)], treatment: [sumsOf(gate40)] };

    it('have medians of 17 and 16 in the sketches, as in the values', () => {
      expect([sampleQuantile(gate30, 0.5), sampleQuantile(gate40, 0.5)]).toEqual([17, 16]);
      for (const [values, median] of [
        [gate30, 17],
        [gate40, 16],
      ] as const)
        expect(Math.abs((sketchQuantile(sketchOf(values), 0.5) ?? 0) / median - 1)).toBeLessThanOrEqual(
          0.005,
        );
    });

    it.each([0.5, 0.75, 0.9, 0.99])(
      'have a quantile %d within one percent of that of the values',
      (quantile) => {
        for (const [values, phases] of [
          [gate30, arms.control],
          [gate40, arms.treatment],
        ] as const) {
          const { value, interval, units } = describeArm({ type: 'quantile', quantile }, phases);
          const truth = sampleQuantile(values, quantile) ?? NaN;
          expect(Math.abs((value ?? NaN) / truth - 1)).toBeLessThan(0.011);
          expect(interval?.[0]).toBeLessThanOrEqual(value ?? -1);
          expect(interval?.[1]).toBeGreaterThanOrEqual(value ?? Infinity);
          expect(units).toBe(values.length);
        }
      },
    );

    it('differ in their mean by one unit that played 49,854 rounds; capped they hardly differ', () => {
      const mean = compareMetric({ type: 'mean' }, arms);
      expect(mean.difference).toBeCloseTo((fromValues(gate40).mean ?? 0) - (fromValues(gate30).mean ?? 0), 9);
      expect(mean.difference).toBeLessThan(-1);
      expect(Math.max(...gate30)).toBe(49_854);
      const cap = sampleQuantile([...gate30, ...gate40], 0.999) ?? Infinity;
      const capped = (values: readonly number[]) => [sumsOf(values.map((y) => Math.min(y, cap)))];
      const found = compareMetric({ type: 'mean' }, { control: capped(gate30), treatment: capped(gate40) });
      expect(Math.abs(found.difference ?? NaN)).toBeLessThan(Math.abs(mean.difference ?? 0) / 2);
      expect(found.se).toBeLessThan(0.9 * (mean.se ?? 0));
    });
  });
else it('need the data', () => undefined);
