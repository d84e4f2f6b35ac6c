import { meanInterval, newcombeInterval, welchT, wilsonInterval } from '../src/index.js';
import { seededNormal } from './reference/seeded-random.js';

/** Probabilities of 0 … n successes. */
function binomial(n: number, p: number): number[] {
  const masses = [(1 - p) ** n];
  for (let k = 1; k <= n; k += 1) masses.push(((masses[k - 1] ?? 0) * (n - k + 1) * p) / (k * (1 - p)));
  return masses;
}

describe('coverage', () => {
  it('of the Wilson interval is near 95 % on average, computed exactly over all outcomes', () => {
    const n = 30;
    const proportions = Array.from({ length: 49 }, (_, i) => (i + 1) / 50);
    const coverages = proportions.map((p) =>
      binomial(n, p).reduce((sum, mass, successes) => {
        const [lower, upper] = wilsonInterval({ successes, n });
        return lower <= p && p <= upper ? sum + mass : sum;
      }, 0),
    );
    expect(coverages.reduce((sum, coverage) => sum + coverage, 0) / coverages.length).toBeGreaterThan(0.945);
    expect(Math.min(...coverages)).toBeGreaterThan(0.9);
  });

  it('of the Newcombe interval is near 95 % for small arms, computed exactly', () => {
    const [nc, nt, pc, pt] = [15, 20, 0.2, 0.35];
    const [control, treatment] = [binomial(nc, pc), binomial(nt, pt)];
    let coverage = 0;
    control.forEach((massControl, a) =>
      treatment.forEach((massTreatment, b) => {
        const { ci } = newcombeInterval({ successes: a, n: nc }, { successes: b, n: nt });
        if (ci !== null && ci[0] <= pt - pc && pt - pc <= ci[1]) coverage += massControl * massTreatment;
      }),
    );
    expect(coverage).toBeGreaterThan(0.93);
    expect(coverage).toBeLessThan(0.98);
  });

  it('of Welch’s interval is 95 % for arms of different size and spread', () => {
    const normal = seededNormal(17);
    const draw = (n: number, spread: number) => ({
      values: Array.from({ length: n }, () => normal() * spread),
    });
    let covered = 0;
    for (let run = 0; run < 4000; run += 1) {
      const { ci } = welchT(draw(8, 1), draw(20, 3));
      covered += ci !== null && ci[0] <= 0 && 0 <= ci[1] ? 1 : 0;
    }
    expect(Math.abs(covered / 4000 - 0.95)).toBeLessThan(0.012);
  });

  it('of the interval of a mean is 95 % at ten units', () => {
    const normal = seededNormal(23);
    let covered = 0;
    for (let run = 0; run < 4000; run += 1) {
      // Rounded to the six decimals that sums are kept with.
      const values = Array.from({ length: 10 }, () => Math.round((5 + normal()) * 1e6) / 1e6);
      const sum = values.reduce((a, b) => a + b, 0);
      const sumSquares = values.reduce((a, b) => a + b * b, 0);
      const interval = meanInterval({ n: 10, sum, sumSquares });
      covered += interval !== null && interval[0] <= 5 && 5 <= interval[1] ? 1 : 0;
    }
    expect(Math.abs(covered / 4000 - 0.95)).toBeLessThan(0.012);
  });
});
