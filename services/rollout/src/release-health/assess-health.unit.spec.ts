import type { HealthQuestion, Judgement } from './assess-health.fold.js';
import { assessHealth } from './assess-health.fold.js';

type Side = readonly [outcomes: number, errors: number, p99Ms: number | null];
type Expected = readonly [recommendation: string, score: number | null, trigger?: string];

const NOTHING: Side = [0, 0, null];
const judged = (verdict: Judgement['verdict'], score: number | null): Judgement => ({
  verdict,
  score,
  metrics: [
    {
      name: 'latency',
      group: 'latency',
      critical: false,
      classification: verdict === 'pass' ? 'Pass' : 'High',
      canaryPoints: 60,
      stablePoints: 60,
    },
  ],
});

const ask = (canary: Side, stable: Side, more: Partial<HealthQuestion> = {}) => {
  const [side, other] = [canary, stable].map(([outcomes, errors, p99Ms]) => ({ outcomes, errors, p99Ms }));
  if (side === undefined || other === undefined) throw new TypeError('two sides');
  const { recommendation, score, breach } = assessHealth({
    canary: side,
    stable: other,
    slo: 0.95,
    minOutcomes: 100,
    analysis: null,
    ...more,
  });
  return [recommendation, score, ...(breach === null ? [] : [breach.trigger])];
};

/** Worked out by hand: r = canary/stable with its floors, part = 1 − 0.4 (r − 1), score = the smaller part. */
const SITUATIONS: readonly (readonly [string, Side, Side, Expected, Partial<HealthQuestion>?])[] = [
  ['no traffic at all', NOTHING, NOTHING, ['HOLD', null]],
  ['no canary traffic', NOTHING, [5000, 5, 200], ['HOLD', null]],
  ['one outcome too few', [99, 0, 100], [1000, 1, 100], ['HOLD', 1]],
  ['99 outcomes, all of them errors', [99, 99, 100], [1000, 0, 100], ['HOLD', 0]],
  ['just enough outcomes', [100, 0, 100], [1000, 1, 100], ['HEALTHY', 1]],
  ['no stable traffic, canary compliant', [1000, 10, 100], NOTHING, ['MONITOR', null]],
  ['no stable traffic, exactly the SLO', [1000, 50, 100], NOTHING, ['MONITOR', null]],
  ['no stable traffic, below the SLO', [1000, 51, 100], NOTHING, ['ROLLBACK', null, 'compliance']],
  ['all errors on both sides', [200, 200, 100], [1000, 1000, 100], ['ROLLBACK', 1, 'compliance']],
  ['all errors on the canary', [200, 200, 100], [1000, 0, 100], ['ROLLBACK', 0, 'compliance']],
  ['all errors on the stable side', [200, 0, 100], [1000, 1000, 100], ['ROLLBACK', 1, 'compliance']],
  ['no errors, same p99', [1000, 0, 120], [9000, 0, 120], ['HEALTHY', 1]],
  ['same error rate 2 %', [1000, 20, 120], [9000, 180, 120], ['HEALTHY', 1]],
  ['fewer errors than stable', [1000, 10, 120], [9000, 180, 120], ['HEALTHY', 1]],
  ['errors 1.25 ×', [1000, 25, 120], [1000, 20, 120], ['HEALTHY', 0.9]],
  ['errors 1.3 ×', [1000, 26, 120], [1000, 20, 120], ['MONITOR', 0.88]],
  ['errors 1.5 ×', [1000, 30, 120], [1000, 20, 120], ['MONITOR', 0.8]],
  ['errors 1.55 ×', [1000, 31, 120], [1000, 20, 120], ['ROLLBACK', 0.78, 'health']],
  ['errors 2 ×', [1000, 20, 120], [1000, 10, 120], ['ROLLBACK', 0.6, 'health']],
  ['errors 3.5 ×', [1000, 35, 120], [1000, 10, 120], ['ROLLBACK', 0, 'health']],
  ['errors 4 ×', [1000, 40, 120], [1000, 10, 120], ['ROLLBACK', 0, 'health']],
  ['stable without errors counts as 0.001: 1 ×', [1000, 1, 120], [9000, 0, 120], ['HEALTHY', 1]],
  ['stable without errors counts as 0.001: 1.25 ×', [4000, 5, 120], [9000, 0, 120], ['HEALTHY', 0.9]],
  ['stable without errors counts as 0.001: 1.5 ×', [2000, 3, 120], [9000, 0, 120], ['MONITOR', 0.8]],
  ['stable without errors counts as 0.001: 3 ×', [1000, 3, 120], [9000, 0, 120], ['ROLLBACK', 0.2, 'health']],
  ['stable below 0.001 counts as 0.001', [1000, 1, 120], [100_000, 1, 120], ['HEALTHY', 1]],
  ['p99 1.25 ×', [1000, 0, 250], [1000, 0, 200], ['HEALTHY', 0.9]],
  ['p99 1.5 ×', [1000, 0, 300], [1000, 0, 200], ['MONITOR', 0.8]],
  ['p99 1.6 ×', [1000, 0, 320], [1000, 0, 200], ['ROLLBACK', 0.76, 'health']],
  ['p99 3.5 ×', [1000, 0, 700], [1000, 0, 200], ['ROLLBACK', 0, 'health']],
  ['p99 100 ×', [1000, 0, 20_000], [1000, 0, 200], ['ROLLBACK', 0, 'health']],
  ['p99 is better', [1000, 0, 20], [1000, 0, 200], ['HEALTHY', 1]],
  ['stable p99 below 1 ms counts as 1 ms', [1000, 0, 0.9], [1000, 0, 0.1], ['HEALTHY', 1]],
  ['stable p99 of 0 counts as 1 ms: 1.5 ×', [1000, 0, 1.5], [1000, 0, 0], ['MONITOR', 0.8]],
  ['the smaller part counts: p99', [1000, 25, 300], [1000, 20, 200], ['MONITOR', 0.8]],
  ['the smaller part counts: errors', [1000, 30, 250], [1000, 20, 200], ['MONITOR', 0.8]],
  ['no latencies: errors alone', [1000, 25, null], [1000, 20, null], ['HEALTHY', 0.9]],
  ['latencies of the canary alone: errors alone', [1000, 30, 900], [1000, 20, null], ['MONITOR', 0.8]],
  ['a ratio of 1.5 that floating point misses', [1000, 30, 100], [500, 10, 100], ['MONITOR', 0.8]],
  ['overall below the SLO, canary above it', [1000, 40, 100], [1000, 61, 100], ['ROLLBACK', 1, 'compliance']],
  ['overall exactly the SLO', [1000, 40, 100], [1000, 60, 100], ['HEALTHY', 1]],
  ['production: exactly 0.98', [1000, 20, 100], NOTHING, ['MONITOR', null], { slo: 0.98 }],
  ['production: below 0.98', [1000, 21, 100], NOTHING, ['ROLLBACK', null, 'compliance'], { slo: 0.98 }],
  ['an SLO of 1', [1000, 1, 100], [1000, 1, 100], ['ROLLBACK', 1, 'compliance'], { slo: 1 }],
  ['an SLO of 0', [1000, 1000, 100], [1000, 1000, 100], ['HEALTHY', 1], { slo: 0 }],
  [
    'one outcome is enough where it says so',
    [1, 1, 5],
    NOTHING,
    ['ROLLBACK', null, 'compliance'],
    { minOutcomes: 1 },
  ],
  [
    'metrics pass, whatever the score',
    [1000, 30, 900],
    [1000, 30, 100],
    ['HEALTHY', 0],
    { analysis: judged('pass', 100) },
  ],
  [
    'metrics are marginal',
    [1000, 0, 100],
    [1000, 0, 100],
    ['MONITOR', 1],
    { analysis: judged('marginal', 80) },
  ],
  [
    'metrics fail',
    [1000, 0, 100],
    [1000, 0, 100],
    ['ROLLBACK', 1, 'analysis'],
    { analysis: judged('fail', 50) },
  ],
  [
    'metrics without data',
    [1000, 0, 100],
    [1000, 0, 100],
    ['HOLD', 1],
    { analysis: judged('no_data', null) },
  ],
  [
    'compliance counts also where metrics pass',
    [1000, 60, 100],
    [1000, 0, 100],
    ['ROLLBACK', 0, 'compliance'],
    { analysis: judged('pass', 100) },
  ],
  [
    'too few outcomes hold also where metrics fail',
    [50, 0, 100],
    [1000, 0, 100],
    ['HOLD', 1],
    { analysis: judged('fail', 0) },
  ],
];

describe('the health of a release', () => {
  it.each(SITUATIONS.map(([name, ...rest]) => [name, rest] as const))(
    '%s',
    (_name, [canary, stable, expected, more]) => {
      expect(ask(canary, stable, more)).toEqual(expected);
    },
  );

  it('is the same when it is assessed again from the evidence', () => {
    const question: HealthQuestion = {
      canary: { outcomes: 1000, errors: 31, p99Ms: 120 },
      stable: { outcomes: 1000, errors: 20, p99Ms: 120 },
      slo: 0.95,
      minOutcomes: 100,
      analysis: null,
    };
    const copy = JSON.parse(JSON.stringify(question)) as HealthQuestion;
    expect(assessHealth(copy)).toEqual(assessHealth(question));
    expect(assessHealth(question).breach?.reason).toBe('health score 0.78 is below 0.8');
  });

  it('names whose compliance is too low', () => {
    const { breach } = assessHealth({
      canary: { outcomes: 200, errors: 24, p99Ms: null },
      stable: { outcomes: 800, errors: 8, p99Ms: null },
      slo: 0.95,
      minOutcomes: 100,
      analysis: null,
    });
    expect(breach).toEqual({ trigger: 'compliance', reason: 'canary compliance 0.88 is below 0.95' });
  });
});
