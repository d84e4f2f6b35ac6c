import { metric } from '../../test/support/events.js';
import { reportedExperiment } from '../../test/support/reported-experiment.js';
import { experimentReport } from './experiment-report.js';
import { STANDARD_DEFAULTS } from './recommendation/recommendation-defaults.js';
import { NO_DAYS } from './read/day-sums.js';
import type { RunSums } from './read/run-sums.js';
import { NO_SUMS } from './read/run-sums.js';

const EXPERIMENT = reportedExperiment({
  metrics: [metric('bought'), metric('spent', { type: 'mean' })],
  phases: [
    { run: 1, phase: 1, weights: { a: 1, b: 1 } },
    { run: 1, phase: 2, weights: { a: 9, b: 1 } },
  ],
});
const exposures = (phase: number, counts: Readonly<Record<string, number>>) =>
  Object.entries(counts).map(([key, units]) => ({ variant: key, phase, units, unitsWithError: 1 }));
const sums = (metricKey: string, key: string, values: readonly [number, string, string], phase = 1) => ({
  metric: metricKey,
  variant: key,
  phase,
  n: values[0],
  sum: values[1],
  sumSquares: values[2],
});
const report = (given: Partial<RunSums>, experiment = EXPERIMENT) =>
  experimentReport(
    experiment,
    { ...NO_SUMS, ...given },
    {
      run: 1,
      coverage: { completeTo: null, positions: [] },
      slots: experiment.metrics.map((spec) => ({ spec, version: 1 })),
      days: NO_DAYS,
      now: Date.parse('2026-03-01T00:00:00.000Z'),
      defaults: STANDARD_DEFAULTS,
    },
  );

describe('the report of a run', () => {
  it('adds the phases of a variant up exactly', () => {
    const { metrics } = report({
      metrics: [sums('spent', 'a', [2, '0.1', '0.01']), sums('spent', 'a', [3, '0.200001', '0.04'], 2)],
    });
    expect(metrics[1]?.variants[0]).toMatchObject({ units: 5, sum: 0.300001, mean: 0.0600002 });
  });

  it('compares phase by phase, so that a change of weights makes no difference by itself', () => {
    const { metrics } = report({
      metrics: [
        sums('bought', 'a', [100, '10', '10']),
        sums('bought', 'b', [100, '10', '10']),
        sums('bought', 'a', [900, '450', '450'], 2),
        sums('bought', 'b', [100, '50', '50'], 2),
      ],
    });
    const treatment = metrics[0]?.variants[1];
    expect(treatment?.comparison).toMatchObject({ difference: 0, pValue: 1 });
    expect(treatment?.mean).toBe(0.3);
  });

  it('has nulls and reasons where there is nothing to compute, and is valid JSON', () => {
    const empty = report({});
    expect(empty.srm).toEqual({
      chi2: null,
      df: null,
      pValue: null,
      sequentialPValue: 1,
      alarm: false,
      alarmAt: 0.01,
      reason: 'no-units',
      phases: [],
    });
    expect(empty.metrics[0]?.variants[1]).toEqual({
      variant: 'b',
      isControl: false,
      units: 0,
      conversions: 0,
      sum: 0,
      mean: null,
      value: null,
      interval: null,
      reason: 'no-units',
      comparison: {
        difference: null,
        lift: null,
        standardError: null,
        pValue: null,
        interval: null,
        zStatistic: null,
        sequential: { pValue: null, interval: null },
        relative: { standardError: null, interval: null, sequentialInterval: null },
        bayesian: {
          chanceToWin: null,
          expectedLossChooseTreatment: null,
          expectedLossChooseControl: null,
          interval: null,
        },
        holm: null,
        benjaminiHochberg: null,
        adjustment: 'none',
        reason: 'no-units',
      },
    });
    expect(JSON.parse(JSON.stringify(empty))).toEqual(empty);
  });

  it('compares with nothing where there is no control', () => {
    const { metrics } = report({}, { ...EXPERIMENT, variants: EXPERIMENT.variants.slice(1) });
    expect(metrics.map(({ variants }) => variants[0]?.comparison)).toEqual([null, null]);
  });

  it('marks the primary metric', () => {
    expect(report({}).metrics.map(({ isPrimary }) => isPrimary)).toEqual([true, false]);
  });

  it('shows units of variants that the definition does not know', () => {
    const { variants } = report({ exposures: exposures(1, { a: 5, ghost: 2 }) });
    expect(variants.map(({ key, units, weight }) => [key, units, weight])).toEqual([
      ['a', 5, 1],
      ['b', 0, 1],
      ['ghost', 2, null],
    ]);
  });
});

describe('the sample ratio', () => {
  it('is held against the weights of each phase', () => {
    const right = report({
      exposures: [...exposures(1, { a: 500, b: 500 }), ...exposures(2, { a: 900, b: 100 })],
    });
    expect(right.srm).toMatchObject({ chi2: 0, df: 2, pValue: 1, alarm: false });
  });

  it('raises the alarm when units are split otherwise', () => {
    const wrong = report({ exposures: exposures(2, { a: 500, b: 500 }) });
    expect(wrong.srm.alarm).toBe(true);
    expect(wrong.srm.sequentialPValue).toBeLessThan(1e-6);
  });

  it('takes the weights of now for a phase that is not known yet', () => {
    const { srm } = report({ exposures: exposures(7, { a: 500, b: 500 }) });
    expect(srm).toMatchObject({ chi2: 0, df: 1 });
  });
});
