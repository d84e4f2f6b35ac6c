import {
  compareProportions,
  confidenceSequence,
  foldSequence,
  normalSurvival,
  twoProportionZ,
} from '../src/index.js';
import { seededNormal } from './reference/seeded-random.js';

const LOOKS = 100;
const UNITS_PER_LOOK = 200;
const VARIANCE = 0.1 * 0.9;

/** Estimates of one experiment at each look: means of two arms of which the second differs by `effect`. */
function walk(normal: () => number, effect: number) {
  let [control, treatment] = [0, 0];
  return Array.from({ length: LOOKS }, (_, look) => {
    control += normal() * Math.sqrt(VARIANCE * UNITS_PER_LOOK);
    treatment += normal() * Math.sqrt(VARIANCE * UNITS_PER_LOOK) + effect * UNITS_PER_LOOK;
    const n = (look + 1) * UNITS_PER_LOOK;
    return { estimate: (treatment - control) / n, se: Math.sqrt((2 * VARIANCE) / n), nTotal: 2 * n };
  });
}

function shareOf(
  runs: number,
  seed: number,
  holds: (looks: ReturnType<typeof walk>) => boolean,
  effect = 0,
): number {
  const normal = seededNormal(seed);
  let count = 0;
  for (let run = 0; run < runs; run += 1) count += holds(walk(normal, effect)) ? 1 : 0;
  return count / runs;
}

const sequenceWins = (looks: ReturnType<typeof walk>): boolean =>
  looks.some((look) => (confidenceSequence(look).pValue ?? 1) <= 0.05);
const peekedTestWins = (looks: ReturnType<typeof walk>): boolean =>
  looks.some(({ estimate, se }) => 2 * normalSurvival(Math.abs(estimate / se)) <= 0.05);

describe('looking a hundred times at an experiment without an effect', () => {
  it('makes a false winner of at most 5.5 % by the confidence sequence', () => {
    const rate = shareOf(2000, 1, sequenceWins);
    expect(rate).toBeLessThanOrEqual(0.055);
    expect(rate).toBeGreaterThan(0.005);
  });

  it('control: the same looks by a fixed-horizon test make one of more than a quarter', () => {
    expect(shareOf(400, 1, peekedTestWins)).toBeGreaterThan(0.25);
  });

  it('leaves 0 inside the intersection of all intervals nearly always', () => {
    const excludes = (looks: ReturnType<typeof walk>): boolean => {
      let folded: ReturnType<typeof foldSequence> | null = null;
      for (const look of looks) {
        const { pValue, ci } = confidenceSequence(look);
        folded = foldSequence(folded, { pValue, interval: ci });
      }
      const [lower, upper] = folded?.interval ?? [-1, 1];
      return lower > 0 || upper < 0;
    };
    expect(shareOf(500, 3, excludes)).toBeLessThanOrEqual(0.055);
  });
});

describe('looking a hundred times at an experiment with an effect', () => {
  it('finds it, and more often the larger it is', () => {
    const [small, large] = [shareOf(300, 5, sequenceWins, 0.01), shareOf(300, 5, sequenceWins, 0.02)];
    expect(small).toBeGreaterThan(0.5);
    expect(large).toBeGreaterThan(0.99);
  });
});

describe('the sequence of a comparison', () => {
  const arm = (n: number, successes: number) => [{ phase: 1, n, successes }];

  it('needs more than one look at a fixed test to call a winner', () => {
    const comparison = compareProportions(arm(2000, 200), arm(2000, 240));
    expect(twoProportionZ({ n: 2000, successes: 200 }, { n: 2000, successes: 240 }).pPooled).toBeLessThan(
      0.05,
    );
    expect(comparison.sequential.pValue).toBeGreaterThan(0.05);
  });

  it('calls one when the difference is large', () => {
    const comparison = compareProportions(arm(10_000, 1000), arm(10_000, 1500));
    expect(comparison.sequential.pValue).toBeLessThan(1e-10);
    expect(comparison.sequential.interval?.[0]).toBeGreaterThan(0);
  });

  it('contains the fixed-horizon interval at every number of units', () => {
    for (const n of [50, 500, 5000, 50_000]) {
      const { interval, sequential } = compareProportions(arm(n, n / 10), arm(n, n / 8));
      expect(sequential.interval?.[0] ?? 1).toBeLessThan(interval?.[0] ?? -1);
      expect(sequential.interval?.[1] ?? -1).toBeGreaterThan(interval?.[1] ?? 1);
    }
  });
});
