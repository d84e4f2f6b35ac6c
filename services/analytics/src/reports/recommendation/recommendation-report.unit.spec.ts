import { metric } from '../../../test/support/events.js';
import { reportedExperiment } from '../../../test/support/reported-experiment.js';
import { experimentReport } from '../experiment-report.js';
import type { RecommendationDefaults } from './recommendation-defaults.js';
import { STANDARD_DEFAULTS } from './recommendation-defaults.js';
import { NO_DAYS } from '../read/day-sums.js';
import { NO_SUMS } from '../read/run-sums.js';

const NOW = Date.parse('2026-03-10T00:00:00.000Z');
const EXPERIMENT = reportedExperiment({
  metrics: [metric('bought'), metric('failed', { direction: 'decrease', guardrail: { threshold: 0.05 } })],
});
const sums = (key: string, variant: string, successes: number) => ({
  ...{ metric: key, variant, phase: 1, n: 10_000, sum: String(successes), sumSquares: String(successes) },
});

interface Seen {
  readonly bought?: number;
  readonly failed?: number;
  readonly units?: number;
  readonly completeTo?: string | null;
}

function recommended(seen: Seen, experiment = EXPERIMENT, asked: Partial<RecommendationDefaults> = {}) {
  const defaults = { ...STANDARD_DEFAULTS, ...asked };
  const { bought = 1_000, failed = 100, units = 10_000, completeTo = '2026-03-09T23:59:00.000Z' } = seen;
  const exposures = [10_000, units].map((n, i) => ({
    ...{ variant: i === 0 ? 'a' : 'b', phase: 1, units: n, unitsWithError: 0 },
  }));
  const metrics = [
    sums('bought', 'a', 1_000),
    sums('bought', 'b', bought),
    sums('failed', 'a', 100),
    sums('failed', 'b', failed),
  ];
  const slots = experiment.metrics.map((spec) => ({ spec, version: 1 }));
  const coverage = { completeTo, positions: [] };
  const context = { run: 1, coverage, slots, days: NO_DAYS, now: NOW, defaults };
  return experimentReport(experiment, { ...NO_SUMS, exposures, metrics }, context).recommendation;
}

describe('the recommendation of a report', () => {
  it.each<[string, Seen, string, string]>([
    ['a clear winner', { bought: 1_300 }, 'PROMOTE', 'better'],
    ['a winner by less than is asked for', { bought: 1_000 }, 'CONTINUE', 'undecided'],
    ['a clear loser', { bought: 700 }, 'ROLLBACK', 'worse'],
    ['a winner that breaks a guardrail', { bought: 1_300, failed: 900 }, 'ROLLBACK', 'guardrail-breached'],
    [
      'a split that is not as designed',
      { bought: 1_300, units: 11_000 },
      'INCONCLUSIVE',
      'sample-ratio-mismatch',
    ],
    [
      'data of long ago',
      { bought: 1_300, completeTo: '2026-03-09T20:00:00.000Z' },
      'INCONCLUSIVE',
      'stale-data',
    ],
    ['data that are complete to no instant', { completeTo: null }, 'INCONCLUSIVE', 'incomplete-data'],
  ])('on %s', (_, seen, recommendation, code) => {
    const { reasons, ...report } = recommended(seen);
    expect(report.recommendation).toBe(recommendation);
    expect(reasons.map((one) => one.code)).toEqual([code]);
  });

  it.each<[string, Partial<RecommendationDefaults>, string, string]>([
    ['more units', { minimumUnits: 10_001 }, 'INCONCLUSIVE', 'too-few-units'],
    ['more of an improvement', { minimumLift: 0.4 }, 'CONTINUE', 'better-by-less-than-asked'],
    ['more certainty', { alpha: 1e-12 }, 'CONTINUE', 'undecided'],
    ['fresher data', { maximumLagMs: 1_000 }, 'INCONCLUSIVE', 'stale-data'],
  ])('is another one where %s is asked for', (_, asked, recommendation, code) => {
    const seen = { bought: 1_300 };
    expect(recommended(seen).recommendation).toBe('PROMOTE');
    const { reasons, thresholds, ...report } = recommended(seen, EXPERIMENT, asked);
    expect([report.recommendation, reasons[0]?.code]).toEqual([recommendation, code]);
    expect(thresholds).toMatchObject(asked);
  });

  it('reads its interval at the confidence that is asked for, not at the one that is shown', () => {
    const [strict, shown] = [0.001, 0.05].map((alpha) => {
      const { reasons } = recommended({ bought: 1_300 }, EXPERIMENT, { alpha });
      return reasons[0]?.numbers;
    });
    expect(strict?.['lower']).toBeLessThan(shown?.['lower'] ?? NaN);
    expect(strict?.['upper']).toBeGreaterThan(shown?.['upper'] ?? NaN);
    expect(strict?.['adjustedP']).toBe(shown?.['adjustedP']);
  });

  it('says how many units are still needed, from the present error', () => {
    expect(recommended({ bought: 1_030 }).unitsNeeded).toBeGreaterThan(10_000);
  });

  it('needs a primary metric', () => {
    const { recommendation, reasons } = recommended({}, { ...EXPERIMENT, primaryMetric: null });
    expect(recommendation).toBe('INCONCLUSIVE');
    expect(reasons).toMatchObject([{ code: 'no-primary-metric' }]);
  });

  it('minds no split of a bandit, whose weights follow the results', () => {
    const bandit = { ...EXPERIMENT, experimentType: 'bandit' } as const;
    const { reasons } = recommended({ units: 11_000 }, bandit);
    expect(reasons.map((one) => one.code)).not.toContain('sample-ratio-mismatch');
  });
});
