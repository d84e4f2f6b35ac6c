import fc from 'fast-check';
import type { ComparedMetric, MetricComparison, MetricPhase } from '../src/index.js';
import { addByPhase, compareMetric, describeArm, sketchOf } from '../src/index.js';
import type { Unit } from './reference/units.js';
import { sumsOf } from './reference/units.js';

const small = fc.integer({ min: -3, max: 3 });
const count = fc.integer({ min: 0, max: 3 });
const anyUnit: fc.Arbitrary<Unit> = fc.record({ y: small, d: count, x: small, e: count });
const anyPhases = fc.uniqueArray(
  fc.record({ phase: fc.integer({ min: 1, max: 4 }), units: fc.array(anyUnit, { maxLength: 8 }) }),
  { selector: ({ phase }) => phase, maxLength: 4 },
);
type AnyPhases = readonly { readonly phase: number; readonly units: readonly Unit[] }[];

const anyMetric: fc.Arbitrary<ComparedMetric> = fc.record({
  type: fc.constantFrom('proportion', 'mean', 'count', 'ratio', 'quantile', 'retention'),
  quantile: fc.constantFrom(0.1, 0.5, 0.99),
  direction: fc.constantFrom('increase', 'decrease'),
  cuped: fc.boolean(),
});

/** Proportions count whether something was done at all. */
const measured = ({ type }: ComparedMetric, units: readonly Unit[]): readonly Unit[] =>
  type === 'proportion' || type === 'retention' ? units.map((u) => ({ ...u, y: u.y > 0 ? 1 : 0 })) : units;

const phasesOf = (metric: ComparedMetric, phases: AnyPhases): readonly MetricPhase[] =>
  phases.map(({ phase, units }) => {
    const counted = measured(metric, units);
    return { ...sumsOf(phase, counted), buckets: sketchOf(counted.map(({ y }) => y)).buckets };
  });

const compared = (metric: ComparedMetric, control: AnyPhases, treatment: AnyPhases): MetricComparison =>
  compareMetric(metric, { control: phasesOf(metric, control), treatment: phasesOf(metric, treatment) });

/** Every number in an answer, wherever it is. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

const law = (check: (metric: ComparedMetric, control: AnyPhases, treatment: AnyPhases) => void): void => {
  fc.assert(fc.property(anyMetric, anyPhases, anyPhases, check), { numRuns: 400 });
};

describe('whatever the units of two arms did, a comparison', () => {
  it('has no NaN and no infinity, and a reason where something is missing', () => {
    law((metric, control, treatment) => {
      const found = compared(metric, control, treatment);
      expect(numbersIn(found).every(Number.isFinite)).toBe(true);
      const isWhole = found.interval !== null && found.lift !== null && found.pValue !== null;
      expect(found.reason === null).toBe(isWhole);
    });
  });

  it('has its estimate inside of its intervals, the always-valid one the wider', () => {
    law((metric, control, treatment) => {
      const { difference, interval, sequential } = compared(metric, control, treatment);
      if (difference === null || interval === null) return;
      expect(interval[0]).toBeLessThanOrEqual(difference);
      expect(interval[1]).toBeGreaterThanOrEqual(difference);
      expect(sequential.interval?.[0]).toBeLessThanOrEqual(difference);
      expect(sequential.interval?.[1]).toBeGreaterThanOrEqual(difference);
    });
  });

  it('is the same the other way round, with the sign turned', () => {
    law((metric, control, treatment) => {
      const [forth, back] = [compared(metric, control, treatment), compared(metric, treatment, control)];
      expect(back.difference === null).toBe(forth.difference === null);
      expect(back.units).toBe(forth.units);
      if (forth.difference === null) return;
      expect(back.difference).toBeCloseTo(-forth.difference, 9);
      expect(back.se ?? 0).toBeCloseTo(forth.se ?? 0, 9);
      expect(back.pValue ?? 1).toBeCloseTo(forth.pValue ?? 1, 9);
      expect(back.sequential.pValue ?? 1).toBeCloseTo(forth.sequential.pValue ?? 1, 9);
    });
  });

  it('of an arm with itself finds nothing', () => {
    law((metric, control) => {
      const { difference, pValue, sequential } = compared(metric, control, control);
      if (difference !== null) expect(difference).toBeCloseTo(0, 12);
      expect(pValue ?? 1).toBeCloseTo(1, 9);
      expect(sequential.pValue ?? 1).toBe(1);
    });
  });

  it('does not depend on how the units were divided into rows', () => {
    law((metric, control, treatment) => {
      const rows = (phases: AnyPhases) =>
        addByPhase(
          phases.flatMap(({ phase, units }) =>
            units.flatMap((unit) => phasesOf(metric, [{ phase, units: [unit] }])),
          ),
        );
      const whole = compareMetric(metric, {
        control: addByPhase(phasesOf(metric, control)),
        treatment: addByPhase(phasesOf(metric, treatment)),
      });
      const divided = compareMetric(metric, { control: rows(control), treatment: rows(treatment) });
      // A phase without units has no row of its own.
      const { droppedPhases: _whole, reason: _reason, ...expected } = whole;
      expect(JSON.stringify(divided)).toContain(JSON.stringify(expected.sequential));
      expect(divided.difference).toBe(expected.difference);
      expect(divided.se).toBe(expected.se);
      expect(divided.units).toBe(expected.units);
    });
  });

  it('counts a chance to win the other way where less is better', () => {
    law((metric, control, treatment) => {
      const [up, down] = (['increase', 'decrease'] as const).map(
        (direction) => compared({ ...metric, direction }, control, treatment).bayesian,
      );
      expect(up?.chanceToWin === null).toBe(down?.chanceToWin === null);
      if (up?.chanceToWin == null) return;
      expect(up.chanceToWin + (down?.chanceToWin ?? NaN)).toBeCloseTo(1, 9);
      expect(up.interval).toEqual(down?.interval);
    });
  });

  it('is made of arms that can be shown by themselves', () => {
    law((metric, control) => {
      const { units, value, interval, reason } = describeArm(metric, phasesOf(metric, control));
      expect(numbersIn({ value, interval }).every(Number.isFinite)).toBe(true);
      expect(units).toBe(control.reduce((sum, phase) => sum + phase.units.length, 0));
      if (value === null) expect(reason).not.toBeNull();
      if (value === null || interval === null) return;
      expect(interval[0]).toBeLessThanOrEqual(value + 1e-12);
      expect(interval[1]).toBeGreaterThanOrEqual(value - 1e-12);
    });
  });
});
