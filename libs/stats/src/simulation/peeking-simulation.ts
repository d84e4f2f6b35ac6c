import { chiSquaredQuantile } from '../distributions/chi-squared-quantile.js';
import { requireOpenProbability, requirePositive } from '../errors/require.js';
import { Z_95 } from '../frequentist/interval.js';
import type { Random } from '../numeric/random.js';
import { binomialSampler, seededRandom } from '../numeric/random.js';
import { confidenceSequence } from '../sequential/confidence-sequence.js';
import { logMixtureRatio } from '../sequential/msprt.js';
import { sequentialSampleRatio } from '../srm/sequential-sample-ratio.js';

export interface PeekingPlan {
  /** Experiments to simulate; at least 40,000 are, because the rates of fewer miss a tolerance of .01. */
  readonly sims: number;
  readonly nPerArm: number;
  /** Equal steps at which one looks. */
  readonly looks: number;
  /** Success rate of both arms. */
  readonly p: number;
  readonly seed: number;
}

/** Shares of the simulated experiments. */
export type Rates = Readonly<Record<string, number>>;

export interface PeekingRates {
  readonly measured: Rates;
  /** The rates that promises are made of. */
  readonly demand: Rates;
}

const LEAST_SIMS = 40_000;
const LIFT = 1.1;
const Z_90 = 1.6448536269514722;
const TUNINGS = [5_000, 10_000] as const;
const MIXTURES = [1e-4, 1e-5] as const;
const SRM_LEVELS = [0.05, 0.01, 0.001] as const;
const SSRM_LEVELS = [0.05, 0.01] as const;
const LOG_20 = Math.log(20);

/** One look at two arms of n units each. */
interface Look {
  readonly n: number;
  readonly difference: number;
  readonly pooledSe: number;
  readonly se: number;
}

const lookAt = (control: number, treatment: number, n: number): Look => {
  const [pc, pt] = [control / n, treatment / n];
  const pooled = (pc + pt) / 2;
  return {
    n,
    difference: pt - pc,
    pooledSe: Math.sqrt((2 * pooled * (1 - pooled)) / n),
    se: Math.sqrt((pc * (1 - pc) + pt * (1 - pt)) / n),
  };
};

type Rule = (look: Look) => boolean;

const fixedZ: Rule = ({ difference, pooledSe }) => Math.abs(difference) > Z_95 * pooledSe;
const flatBayes: Rule = ({ difference, se }) => Math.abs(difference) > Z_90 * se;
const mixture =
  (tau2: number): Rule =>
  ({ difference, se }) =>
    se > 0 && logMixtureRatio({ difference, V: se ** 2, tau2 }) >= LOG_20;

/** The width depends on the number of units alone, so it is asked for once for each look. */
function sequence(tuning: number): Rule {
  const widths = new Map<number, number>();
  const widthAt = (n: number): number => {
    const known = widths.get(n);
    if (known !== undefined) return known;
    const width = confidenceSequence({ estimate: 0, se: 1, nTotal: 2 * n, tuning }).halfWidth ?? Infinity;
    widths.set(n, width);
    return width;
  };
  return ({ n, difference, se }) => se > 0 && Math.abs(difference) > widthAt(n) * se;
}

/** Counts in how many experiments each rule is met, at any look or at the last. */
class Tally {
  private readonly counts = new Map<string, number>();

  constructor(readonly sims: number) {}

  add(name: string, isMet: boolean): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + (isMet ? 1 : 0));
  }

  rates(): Rates {
    return Object.fromEntries([...this.counts].map(([name, count]) => [name, count / this.sims]));
  }
}

/** Units at the end of each look. */
const stepsOf = (total: number, looks: number): number[] =>
  Array.from({ length: looks }, (_, i) => Math.round(((i + 1) * total) / looks));

type Sampler = () => readonly number[];

/** Cumulative successes at each look. */
function cumulative(steps: readonly number[], p: number, random: Random): Sampler {
  const sizes = steps.map((end, i) => end - (steps[i - 1] ?? 0));
  const samplers = new Map([...new Set(sizes)].map((size) => [size, binomialSampler(size, p, random)]));
  return () => {
    let total = 0;
    return sizes.map((size) => (total += samplers.get(size)?.() ?? 0));
  };
}

/**
 * How often does each way of deciding find a winner, when one looks again and again?
 *
 * A/A experiments (both arms at p) for false winners and false alarms of a sample ratio mismatch; experiments with
 * a lift of 10 % for power. Depends on the plan alone.
 * @param plan at least one look; p and 1.1·p in (0, 1); units per arm
 * @returns the share of experiments for each rule by its name, and the rates that promises bind: the largest of
 *   the always-valid rules, the fixed test at the last look, the fixed test at every look
 * @throws StatsError for parameters outside their domains
 * @see https://arxiv.org/abs/1512.04922 on peeking
 */
export function simulatePeeking(plan: PeekingPlan): PeekingRates {
  const { nPerArm, looks, p, seed } = plan;
  requirePositive('nPerArm', nPerArm);
  requirePositive('looks', looks);
  requireOpenProbability('p', p);
  requireOpenProbability('1.1 p', p * LIFT);
  const tally = new Tally(Math.max(LEAST_SIMS, plan.sims));
  const random = seededRandom(seed);
  comparisons({ nPerArm, looks, p }, tally, random);
  sampleRatios({ nPerArm, looks }, tally, random);
  const measured = tally.rates();
  return { measured, demand: demandsOf(measured, looks) };
}

const peeking = (looks: number): string => `fixed z peeking ${String(looks)} looks, any |z|>1.96`;
const LAST_LOOK = 'fixed z, last look only';
const sequenceName = (tuning: number): string => `confidence sequence N*=${String(tuning)}, ever excludes 0`;
const mixtureName = (tau2: number): string =>
  `mSPRT tau2=${tau2 >= 1e-4 ? String(tau2) : '1e-05'}, ever lambda>=20`;

function comparisons(
  { nPerArm, looks, p }: Pick<PeekingPlan, 'nPerArm' | 'looks' | 'p'>,
  tally: Tally,
  random: Random,
): void {
  const steps = stepsOf(nPerArm, looks);
  const [same, better] = [cumulative(steps, p, random), cumulative(steps, p * LIFT, random)];
  const usual = sequence(TUNINGS[0]);
  const rules: [string, Rule][] = [
    [peeking(looks), fixedZ],
    ...TUNINGS.map((tuning): [string, Rule] => [sequenceName(tuning), sequence(tuning)]),
    ...MIXTURES.map((tau2): [string, Rule] => [mixtureName(tau2), mixture(tau2)]),
    [`Bayes flat prior chance-to-win >.95 or <.05 peeking ${String(looks)} looks (A/A declared)`, flatBayes],
  ];
  const perArm = `${String(nPerArm / 1000)}k/arm`;
  const looksOf = (control: readonly number[], treatment: readonly number[]): Look[] =>
    steps.map((n, i) => lookAt(control[i] ?? 0, treatment[i] ?? 0, n));
  const atEnd = (all: readonly Look[]): boolean => all.slice(-1).some(fixedZ);
  for (let sim = 0; sim < tally.sims; sim += 1) {
    const control = same();
    const aa = looksOf(control, same());
    for (const [name, rule] of rules) tally.add(name, aa.some(rule));
    tally.add(LAST_LOOK, atEnd(aa));
    const ab = looksOf(control, better());
    tally.add(`power CS N*=${String(TUNINGS[0])} (+10% rel, ${perArm})`, ab.some(usual));
    tally.add('power fixed z at end', atEnd(ab));
  }
}

function sampleRatios(
  { nPerArm, looks }: Pick<PeekingPlan, 'nPerArm' | 'looks'>,
  tally: Tally,
  random: Random,
): void {
  const steps = stepsOf(2 * nPerArm, looks);
  const first = cumulative(steps, 0.5, random);
  const limits = SRM_LEVELS.map((alpha) => ({ alpha, limit: chiSquaredQuantile(1 - alpha, 1) }));
  const logFactor = factorTable(steps);
  for (let sim = 0; sim < tally.sims; sim += 1) {
    let [worst, strongest] = [0, -Infinity];
    first().forEach((count, i) => {
      const n = steps[i] ?? 0;
      worst = Math.max(worst, (2 * count - n) ** 2 / n);
      strongest = Math.max(strongest, logFactor(count, i));
    });
    for (const { alpha, limit } of limits)
      tally.add(`SRM chi2 peeking ${String(looks)} looks alpha=${String(alpha)}`, worst > limit);
    for (const alpha of SSRM_LEVELS)
      tally.add(`SSRM sequential alpha=${String(alpha)}`, strongest >= -Math.log(alpha));
  }
}

/** Bayes factors of counts at a look; the same counts come again and again. */
function factorTable(steps: readonly number[]): (count: number, look: number) => number {
  const tables = steps.map(() => new Map<number, number>());
  return (count, look) => {
    const known = tables[look]?.get(count);
    if (known !== undefined) return known;
    const counts = [count, (steps[look] ?? 0) - count];
    const { logBayesFactor } = sequentialSampleRatio(counts, [0.5, 0.5]);
    tables[look]?.set(count, logBayesFactor ?? 0);
    return logBayesFactor ?? 0;
  };
}

function demandsOf(measured: Rates, looks: number): Rates {
  const always = [...TUNINGS.map(sequenceName), ...MIXTURES.map(mixtureName)];
  return {
    'confidence sequence / mSPRT ever-reject in A/A': Math.max(...always.map((name) => measured[name] ?? 0)),
    'fixed-horizon at last look': measured[LAST_LOOK] ?? 0,
    'naive peeking (must be > 0.30: proves the test can fail)': measured[peeking(looks)] ?? 0,
  };
}
