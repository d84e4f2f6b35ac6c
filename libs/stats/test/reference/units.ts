import type { MetricPhase } from '../../src/index.js';
import { seededNormal } from './seeded-random.js';

/** One unit of a simulated arm: value, denominator, and both before the experiment. */
export interface Unit {
  readonly y: number;
  readonly d: number;
  readonly x: number;
  readonly e: number;
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Units whose value follows what they did before; the same seed gives the same units. */
export function simulatedUnits(seed: number, n: number, lift = 0): readonly Unit[] {
  const normal = seededNormal(seed);
  return Array.from({ length: n }, () => {
    const e = 5 + Math.abs(round(normal()));
    const d = e + Math.abs(round(normal()));
    const x = round(e * (2 + 0.3 * normal()));
    const y = round(x + d * (0.5 + lift) + normal());
    return { y, d, x, e };
  });
}

const total = (units: readonly Unit[], amount: (unit: Unit) => number): number =>
  units.reduce((sum, unit) => sum + amount(unit), 0);

/** Every sum that a metric may need, of these units. */
export const sumsOf = (phase: number, units: readonly Unit[]): MetricPhase => ({
  phase,
  n: units.length,
  sum: total(units, ({ y }) => y),
  sumSquares: total(units, ({ y }) => y * y),
  denominatorSum: total(units, ({ d }) => d),
  denominatorSumSquares: total(units, ({ d }) => d * d),
  numeratorDenominatorSum: total(units, ({ y, d }) => y * d),
  preSum: total(units, ({ x }) => x),
  preSumSquares: total(units, ({ x }) => x * x),
  prePostSum: total(units, ({ x, y }) => x * y),
  denominatorPreSum: total(units, ({ e }) => e),
  denominatorPreSumSquares: total(units, ({ e }) => e * e),
  denominatorPrePostSum: total(units, ({ e, d }) => e * d),
  preDenominatorPreSum: total(units, ({ x, e }) => x * e),
  denominatorPreNumeratorPostSum: total(units, ({ e, y }) => e * y),
  preDenominatorPostSum: total(units, ({ x, d }) => x * d),
});
