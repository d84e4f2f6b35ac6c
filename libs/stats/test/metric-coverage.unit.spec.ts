import type { ComparedMetric, MetricArms, MetricComparison, MetricPhase } from '../src/index.js';
import { addByPhase, compareMetric, sketchOf } from '../src/index.js';
import { seededNormal, seededUniform } from './reference/seeded-random.js';
import type { Unit } from './reference/units.js';
import { sumsOf } from './reference/units.js';

const LOOKS = 8;
const UNITS_PER_LOOK = 60;
const EXPERIMENTS = 160;
/** Three standard errors of a share of 5 % among the experiments. */
const NOISE = 3 * Math.sqrt((0.05 * 0.95) / EXPERIMENTS);

type Draw = () => Unit;

/** Units with a heavy tail, a denominator and a past; treatment adds `lift` to what they do. */
function units(seed: number, lift = 0): { control: Draw; treatment: Draw } {
  const normal = seededNormal(seed);
  const draw =
    (shift: number): Draw =>
    () => {
      const e = Math.round(4 + 3 * Math.abs(normal()));
      const d = e + Math.round(2 * Math.abs(normal()));
      const x = Math.round(100 * e * Math.exp(0.3 * normal())) / 100;
      const y = Math.round(100 * (x + d * (1 + shift) * Math.exp(0.3 * normal()))) / 100;
      return { y, d, x, e };
    };
  return { control: draw(0), treatment: draw(lift) };
}

function batch(draw: Draw, { type }: ComparedMetric): MetricPhase {
  const many = Array.from({ length: UNITS_PER_LOOK }, draw);
  const sums = sumsOf(1, many);
  return type === 'quantile' ? { ...sums, buckets: sketchOf(many.map(({ y }) => y)).buckets } : sums;
}

/** One experiment as it is seen at each look. */
function watch(metric: ComparedMetric, seed: number, lift: number): readonly MetricComparison[] {
  const { control, treatment } = units(seed, lift);
  let arms: MetricArms = { control: [], treatment: [] };
  return Array.from({ length: LOOKS }, () => {
    arms = {
      control: addByPhase([...arms.control, batch(control, metric)]),
      treatment: addByPhase([...arms.treatment, batch(treatment, metric)]),
    };
    return compareMetric(metric, arms, { plannedUnits: 2 * LOOKS * UNITS_PER_LOOK });
  });
}

const excludes = (interval: readonly [number, number] | null, truth = 0): boolean =>
  interval !== null && (interval[0] > truth || interval[1] < truth);

const share = (
  metric: ComparedMetric,
  lift: number,
  holds: (looks: readonly MetricComparison[]) => boolean,
) => {
  let found = 0;
  for (let seed = 1; seed <= EXPERIMENTS; seed += 1) found += holds(watch(metric, seed, lift)) ? 1 : 0;
  return found / EXPERIMENTS;
};

const metrics: readonly ComparedMetric[] = [
  { type: 'mean' },
  { type: 'ratio' },
  { type: 'quantile', quantile: 0.5 },
  { type: 'mean', cuped: true },
  { type: 'ratio', cuped: true },
];

describe.each(metrics)('watching an experiment without an effect on %o', (metric) => {
  let [always, ever, last] = [0, 0, 0];
  beforeAll(() => {
    share(metric, 0, (looks) => {
      always += looks.some(({ sequential }) => excludes(sequential.interval)) ? 1 : 0;
      ever += looks.some(({ interval }) => excludes(interval)) ? 1 : 0;
      last += looks.slice(-1).some(({ interval }) => excludes(interval)) ? 1 : 0;
      return false;
    });
  });

  it('leaves 0 inside the always-valid interval at every look, but for at most 5.5 %', () => {
    expect(always / EXPERIMENTS).toBeLessThanOrEqual(0.055);
  });

  it('leaves 0 inside the fixed-horizon interval at the last look, but for about 5 %', () => {
    expect(Math.abs(last / EXPERIMENTS - 0.05)).toBeLessThan(NOISE);
  });

  it('control: puts 0 outside of the fixed-horizon interval at some look far more often', () => {
    expect(ever / EXPERIMENTS).toBeGreaterThan(0.1);
  });
});

describe('watching an experiment with an effect', () => {
  const found = (metric: ComparedMetric) =>
    share(metric, 0.1, (looks) => looks.some(({ sequential: { interval } }) => (interval?.[0] ?? -1) > 0));

  it('finds it, and far more often once the covariate is taken out', () => {
    const [plain, adjusted] = [found({ type: 'mean' }), found({ type: 'mean', cuped: true })];
    expect(adjusted).toBeGreaterThan(0.5);
    expect(adjusted).toBeGreaterThan(plain + 0.2);
  });
});

describe('watching a bandit that learns, without a difference between its arms', () => {
  /** Weights follow what was seen so far, with a floor; every unit keeps the propensity it was assigned with. */
  function learning(seed: number): readonly MetricComparison[] {
    const uniform = seededUniform(seed);
    const arms = { control: blank(), treatment: blank() };
    let units = 0;
    return Array.from({ length: LOOKS }, () => {
      const rate = ({ n, sum }: { n: number; sum: number }) => (sum + 1) / (n + 2);
      const p = rate(arms.treatment) > rate(arms.control) ? 0.8 : 0.2;
      for (let i = 0; i < UNITS_PER_LOOK; i += 1) {
        const isTreated = uniform() < p;
        pull(isTreated ? arms.treatment : arms.control, isTreated ? p : 1 - p, uniform() < 0.3 ? 1 : 0);
      }
      units += UNITS_PER_LOOK;
      const given = {
        control: [{ phase: 1, ...arms.control }],
        treatment: [{ phase: 1, ...arms.treatment }],
      };
      return compareMetric({ type: 'proportion' }, given, { phaseUnits: [{ phase: 1, units }] });
    });
  }
  const blank = () => ({ n: 0, sum: 0, sumSquares: 0, weightSum: 0, weightedSum: 0, weightedSumSquares: 0 });
  function pull(arm: ReturnType<typeof blank>, p: number, y: number): void {
    arm.n += 1;
    arm.sum += y;
    arm.sumSquares += y;
    arm.weightSum += 1 / p;
    arm.weightedSum += y / p;
    arm.weightedSumSquares += (y / p) ** 2;
  }

  const runs = Array.from({ length: 400 }, (_, i) => learning(i + 1));

  it('leaves 0 inside the always-valid interval of the weighted arms, but for at most 5.5 %', () => {
    const wrong = runs.filter((looks) => looks.some(({ sequential }) => excludes(sequential.interval)));
    expect(wrong.length / runs.length).toBeLessThanOrEqual(0.055);
  });

  it('finds 0 on average', () => {
    const last = runs.flatMap((looks) => looks.slice(-1));
    const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
    expect(Math.abs(mean(last.map(({ difference }) => difference ?? NaN)))).toBeLessThan(0.01);
  });
});
