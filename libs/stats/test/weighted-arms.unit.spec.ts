import type { MetricPhase } from '../src/index.js';
import { compareMetric, describeArm, InconsistentSumsError } from '../src/index.js';
import { seededUniform } from './reference/seeded-random.js';

/** A unit of a bandit: how probably it got treatment, whether it did, and what came of it. */
interface Pulled {
  readonly toTreatment: boolean;
  readonly propensity: number;
  readonly y: number;
}

const ofArm = (pulled: readonly Pulled[], treatment: boolean) =>
  pulled
    .filter(({ toTreatment }) => toTreatment === treatment)
    .map(({ propensity, y }) => ({ p: treatment ? propensity : 1 - propensity, y }));

function armSums(phase: number, pulled: readonly Pulled[], treatment: boolean): MetricPhase {
  const units = ofArm(pulled, treatment);
  const total = (amount: (unit: { p: number; y: number }) => number) =>
    units.reduce((sum, unit) => sum + amount(unit), 0);
  return {
    phase,
    n: units.length,
    sum: total(({ y }) => y),
    sumSquares: total(({ y }) => y * y),
    weightSum: total(({ p }) => 1 / p),
    weightedSum: total(({ p, y }) => y / p),
    weightedSumSquares: total(({ p, y }) => (y / p) ** 2),
  };
}

const armsOf = (pulled: readonly Pulled[], phase = 1) => ({
  control: [armSums(phase, pulled, false)],
  treatment: [armSums(phase, pulled, true)],
});

describe('arms weighted by inverse propensity', () => {
  it('have the true difference as their expectation, over every possible assignment', () => {
    const units = [
      { propensity: 0.2, control: 1, treatment: 4 },
      { propensity: 0.5, control: 2, treatment: 1 },
      { propensity: 0.75, control: 0, treatment: 6 },
      { propensity: 0.4, control: 5, treatment: 5 },
    ];
    let [expected, probabilities] = [0, 0];
    for (let assignment = 1; assignment < 15; assignment += 1) {
      const pulled = units.map(({ propensity, control, treatment }, i) => {
        const toTreatment = (assignment >> i) % 2 === 1;
        return { toTreatment, propensity, y: toTreatment ? treatment : control };
      });
      const probability = pulled.reduce(
        (product, { toTreatment, propensity }) => product * (toTreatment ? propensity : 1 - propensity),
        1,
      );
      const found = compareMetric({ type: 'mean' }, armsOf(pulled), { phaseUnits: [{ phase: 1, units: 4 }] });
      expected += probability * (found.difference ?? NaN);
      probabilities += probability;
    }
    // All in one arm gives no comparison; its weighted difference is added by hand.
    const allControl = units.reduce((product, { propensity }) => product * (1 - propensity), 1);
    const allTreatment = units.reduce((product, { propensity }) => product * propensity, 1);
    expected -= (allControl * (1 / 0.8 + 2 / 0.5 + 0 / 0.25 + 5 / 0.6)) / 4;
    expected += (allTreatment * (4 / 0.2 + 1 / 0.5 + 6 / 0.75 + 5 / 0.4)) / 4;
    expect(probabilities + allControl + allTreatment).toBeCloseTo(1, 12);
    expect(expected).toBeCloseTo((4 + 1 + 6 + 5 - (1 + 2 + 0 + 5)) / 4, 12);
  });

  /** Traffic and outcome both rise with time, and the bandit learns to prefer treatment: without any effect. */
  function drift(seed: number, n: number): Pulled[] {
    const uniform = seededUniform(seed);
    return Array.from({ length: n }, (_, i) => {
      const propensity = 0.2 + (0.6 * i) / n;
      const rate = 0.1 + (0.3 * i) / n;
      return { toTreatment: uniform() < propensity, propensity, y: uniform() < rate ? 1 : 0 };
    });
  }

  const N = 1500;
  const runs = Array.from({ length: 400 }, (_, seed) => armsOf(drift(seed + 1, N)));
  const compared = runs.map((arms) =>
    compareMetric({ type: 'proportion' }, arms, { phaseUnits: [{ phase: 1, units: N }] }),
  );
  const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

  it('are not misled by a bandit whose preference drifts with the outcome', () => {
    const differences = compared.map(({ difference }) => difference ?? NaN);
    expect(Math.abs(mean(differences))).toBeLessThan(0.005);
    expect(mean(compared.map(({ pValue }) => ((pValue ?? 1) < 0.05 ? 1 : 0)))).toBeLessThan(0.09);
    expect(compared[0]?.adjustment).toBe('propensity');
  });

  it('control: the plain arms of the same runs differ most of the time', () => {
    const plain = runs.map((arms) => compareMetric({ type: 'proportion' }, arms));
    expect(mean(plain.map(({ difference }) => difference ?? NaN))).toBeGreaterThan(0.05);
    expect(mean(plain.map(({ pValue }) => ((pValue ?? 1) < 0.05 ? 1 : 0)))).toBeGreaterThan(0.6);
  });

  it('know how far they scatter', () => {
    const differences = compared.map(({ difference }) => difference ?? NaN);
    const centre = mean(differences);
    const scatter = Math.sqrt(mean(differences.map((value) => (value - centre) ** 2)));
    const claimed = mean(compared.map(({ se }) => se ?? NaN));
    expect(claimed / scatter).toBeGreaterThan(0.9);
    expect(claimed / scatter).toBeLessThan(1.12);
  });

  it('stand beside the plain ones', () => {
    const [arms] = runs;
    const found = compared[0];
    if (arms === undefined || found === undefined) throw new Error('no run');
    const plain = compareMetric({ type: 'proportion' }, arms);
    expect(found.unadjusted?.difference).toBe(plain.difference);
    expect(found.unadjusted?.pValue).toBe(plain.pValue);
    expect(found.units).toBe(N);
    const { weightSum = 1, weightedSum = 0 } = arms.treatment[0] ?? {};
    const described = describeArm({ type: 'proportion' }, arms.treatment);
    expect(described.weightedMean).toBeCloseTo(Number(weightedSum) / Number(weightSum), 12);
  });

  it('with one propensity for all are close to the plain ones', () => {
    const pulled = drift(5, 4000).map((unit, i) => ({ ...unit, propensity: 0.5, toTreatment: i % 2 === 0 }));
    const found = compareMetric({ type: 'mean' }, armsOf(pulled), {
      phaseUnits: [{ phase: 1, units: 4000 }],
    });
    expect(found.difference).toBeCloseTo(
      compareMetric({ type: 'mean' }, armsOf(pulled)).difference ?? NaN,
      12,
    );
  });

  it('are relative to the weighted control mean', () => {
    const found = compared[3];
    const [control] = runs[3]?.control ?? [];
    const baseline = Number(control?.weightedSum) / N;
    expect(found?.lift).toBeCloseTo((found?.difference ?? NaN) / baseline, 10);
    expect(found?.relative.se).toBeCloseTo((found?.se ?? NaN) / baseline, 10);
  });

  it('are strata where there are phases, weighted by all their units', () => {
    const [one, two] = [drift(11, 800), drift(12, 1600)];
    const sides = {
      control: [armSums(1, one, false), armSums(2, two, false)],
      treatment: [armSums(1, one, true), armSums(2, two, true)],
    };
    const phaseUnits = [
      { phase: 1, units: 800 },
      { phase: 2, units: 1600 },
    ];
    const found = compareMetric({ type: 'mean' }, sides, { phaseUnits });
    const each = [armsOf(one), armsOf(two, 2)].map((arms) =>
      compareMetric({ type: 'mean' }, arms, { phaseUnits }),
    );
    expect(found.difference).toBeCloseTo(
      ((each[0]?.difference ?? NaN) + 2 * (each[1]?.difference ?? NaN)) / 3,
      12,
    );
    expect(found.se).toBeCloseTo(Math.hypot(each[0]?.se ?? NaN, 2 * (each[1]?.se ?? NaN)) / 3, 12);
    expect(found.units).toBe(2400);
  });

  it('drop a phase that one of them has no units in', () => {
    const pulled = drift(13, 500);
    const onlyTreatment = drift(14, 50).map((unit) => ({ ...unit, toTreatment: true }));
    const sides = {
      control: [armSums(1, pulled, false), armSums(2, onlyTreatment, false)],
      treatment: [armSums(1, pulled, true), armSums(2, onlyTreatment, true)],
    };
    const phaseUnits = [
      { phase: 1, units: 500 },
      { phase: 2, units: 50 },
    ];
    const found = compareMetric({ type: 'mean' }, sides, { phaseUnits });
    expect(found.droppedPhases).toEqual([{ phase: 2, reason: 'no-units' }]);
    expect(found.units).toBe(500);
  });

  it('are not made for ratios and quantiles, whose weighted sums are not kept', () => {
    const sums = { ...armSums(1, drift(1, 100), true), denominatorSum: 5, denominatorSumSquares: 5 };
    const sides = { control: [sums], treatment: [sums] };
    expect(compareMetric({ type: 'ratio' }, sides, { phaseUnits: [] }).adjustment).toBe('none');
  });

  it('are refused without the units of their phase', () => {
    expect(() => compareMetric({ type: 'mean' }, armsOf(drift(1, 100)), { phaseUnits: [] })).toThrow(
      InconsistentSumsError,
    );
  });
});
