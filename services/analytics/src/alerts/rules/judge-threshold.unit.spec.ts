import { START } from '../../../test/support/events.js';
import { watched } from '../../../test/support/watched.js';
import { bucketOfMicros } from '../../engine/statistics/value-bucket.js';
import { judgeThreshold as judge, windowStart } from './judge-threshold.js';
import type { ThresholdGuardrail, WindowOutcomes } from '../guardrails/threshold-measure.js';

const MINUTE = 60_000;
const RATE: ThresholdGuardrail = {
  kind: 'threshold',
  measure: 'error_rate',
  above: 0.05,
  windowSeconds: 300,
  minimumOutcomes: 20,
};
const offsets = [{ topic: 'assay.interactions.v1', partition: 3, offset: 41 }];
const judgeThreshold = (
  of: ReturnType<typeof watched>,
  guardrail: ThresholdGuardrail,
  outcomes: WindowOutcomes,
) => judge(of, guardrail, { outcomes, since: START, now: START + MINUTE, offsets });
const rate = (outcomes: number, errors: number) =>
  judgeThreshold(watched(), RATE, { outcomes, errors, latencies: [] });
const latencies = (...milliseconds: readonly number[]) =>
  [...milliseconds]
    .sort((one, other) => one - other)
    .map((ms) => ({ bucket: bucketOfMicros(ms * 1e6), n: 1 }));

describe('a threshold on outcomes', () => {
  it.each([
    [100, 6, 'breached'],
    [100, 5, 'between'],
    [100, 4, 'calm'],
    [20, 20, 'breached'],
    [19, 19, 'between'],
    [0, 0, 'between'],
  ])('%i outcomes with %i errors are %s', (outcomes, errors, level) => {
    expect(rate(outcomes, errors).level).toBe(level);
  });

  it('at zero is breached by the first error, and calm without any', () => {
    const none = { ...RATE, above: 0 };
    const of = (errors: number) =>
      judgeThreshold(watched(), none, { outcomes: 50, errors, latencies: [] }).level;
    expect([of(1), of(0)]).toEqual(['breached', 'calm']);
  });

  it('says the values it rests on', () => {
    expect(rate(100, 12).reading).toMatchObject({
      message: 'error_rate is 0.12 over 100 outcomes in 300 s, the limit is 0.05',
      value: 0.12,
      pause: { run: 1, guardrail: 'error_rate' },
    });
    expect(rate(3, 1).reading.message).toMatch(/^error_rate is not known over 3 outcomes/);
  });

  it('counts for a latency only outcomes that say one', () => {
    const p95: ThresholdGuardrail = { ...RATE, measure: 'latency_p95', above: 1_000, minimumOutcomes: 4 };
    const judged = (...values: readonly number[]) =>
      judgeThreshold(watched(), p95, { outcomes: 100, errors: 0, latencies: latencies(...values) }).level;
    expect([judged(10, 10, 5_000), judged(10, 10, 10, 5_000), judged(10, 10, 10, 10)]).toEqual([
      'between',
      'breached',
      'calm',
    ]);
  });

  it('leaves an experiment that is paused as it is, and asks nothing of one whose units are assigned elsewhere', () => {
    const outcomes = { outcomes: 100, errors: 50, latencies: [] };
    const paused = judgeThreshold(watched({ status: 'paused', runningSince: null }), RATE, outcomes);
    expect([paused.level, paused.reading.pause]).toEqual(['between', undefined]);
    const imported = judgeThreshold(watched({ origin: 'imported' }), RATE, outcomes);
    expect([imported.level, imported.reading.pause]).toEqual(['breached', undefined]);
  });
});

describe('the window of a threshold', () => {
  const start = (runningSince: number | null, now: number) =>
    windowStart(
      RATE,
      watched({ runningSince: runningSince === null ? null : new Date(runningSince).toISOString() })
        .experiment,
      now,
    );

  it('is its length before now, to the minute', () => {
    expect(start(START, START + 60 * MINUTE + 30_000)).toBe(START + 55 * MINUTE);
  });

  it('begins with the experiment itself, so that it is watched from its first outcome on', () => {
    expect(start(START, START + 30_000)).toBe(START);
  });

  it('holds nothing of the minute in which the experiment was resumed', () => {
    const resumed = START + 10 * MINUTE + 1;
    expect(start(resumed, resumed + 1_000)).toBe(START + 11 * MINUTE);
  });
});
