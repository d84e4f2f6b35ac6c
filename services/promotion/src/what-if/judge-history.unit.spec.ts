import type { EventEnvelope, MetricsSnapshot, PromotionThresholds } from '@assay/contracts';
import { conversion, evidence, sums } from '../../test/support/evidence.js';
import { certify } from '../certificate/certificate.js';
import { DEFAULT_THRESHOLDS } from '../eligibility/thresholds.js';
import { buildEvidence } from '../evidence/build-evidence.js';
import type { PastOfExperiment } from './judge-history.fold.js';
import { judgeHistory } from './judge-history.fold.js';
import { looksAt } from './run-history.fold.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-03-01T00:00:00.000Z');
const timeAt = (hour: number): string => new Date(START + hour * HOUR).toISOString();

const streamEvent = (type: string, data: unknown, version: number): EventEnvelope =>
  ({ type, data, time: timeAt(0), streamversion: version }) as unknown as EventEnvelope;

const EVENTS = [
  streamEvent(
    'ExperimentCreated',
    {
      ...{ key: 'checkout', number: 1, name: 'checkout', origin: 'assigned', experimentType: 'ab_test' },
      ...{ primaryMetric: conversion, secondaryMetrics: [], plannedUnits: null, trafficAllocation: 100 },
    },
    1,
  ),
  ...['control', 'green'].map((key, index) =>
    streamEvent('VariantAdded', { key, name: key, isControl: index === 0, weight: 1, config: {} }, index + 2),
  ),
  streamEvent('ExperimentStarted', { run: 1, phase: 1, revision: 'r', salt: 's', startedAt: timeAt(0) }, 4),
];

/** One snapshot an hour: units of each variant and how many of them converted. */
const snapshot = (hour: number, units: number, control: number, green: number): MetricsSnapshot =>
  ({
    time: timeAt(hour),
    data: {
      ...{ experiment: 'checkout', run: 1, metrics: [conversion], excludedUnits: 0 },
      design: { control: 'control', primaryMetric: conversion.key, plannedUnits: null },
      variants: [sums('control', units, control), sums('green', units, green)],
      ...{ firstExposureAt: timeAt(0), lastExposureAt: timeAt(hour), lastEventAt: timeAt(hour) },
      offsets: [{ topic: 'assay.interactions.v1', partition: 0, offset: units }],
      completeTo: timeAt(hour),
    },
  }) as unknown as MetricsSnapshot;

const pastOf = (
  snapshots: readonly MetricsSnapshot[],
  decisions: PastOfExperiment['decisions'] = [],
): PastOfExperiment => ({ experiment: 'checkout', events: EVENTS, snapshots, decisions });

const judged = (past: PastOfExperiment, changes: Partial<PromotionThresholds> = {}) =>
  judgeHistory(past, () => ({ ...DEFAULT_THRESHOLDS, minRuntimeHours: 0, ...changes }))[0];

/** Ten hours in which green is better by ever more units. */
const BETTER = Array.from({ length: 10 }, (_, hour) =>
  snapshot(hour + 1, 1_000 * (hour + 1), 100 * (hour + 1), 130 * (hour + 1)),
);

describe('what other thresholds would have decided', () => {
  it('is told with the first look that allows it; stricter ones allow it later', () => {
    const [lax, strict] = [judged(pastOf(BETTER)), judged(pastOf(BETTER), { minSampleSize: 7_000 })];
    expect(lax).toMatchObject({
      run: 1,
      looks: 10,
      would: { winner: 'green', improvement: expect.any(Number) },
    });
    expect(strict?.would?.at).toBe(timeAt(7));
    expect(Date.parse(lax?.would?.at ?? '')).toBeLessThan(Date.parse(timeAt(7)));
    expect(judged(pastOf(BETTER), { minSampleSize: 1_000_000 })?.would).toBeNull();
  });

  it('is a promotion by the z-test in a history without an effect, where the real method has none', () => {
    // The difference wanders: at hour 3 it looks like an effect, and is gone at the end.
    const wandering = [
      ...[snapshot(1, 1_000, 100, 104), snapshot(2, 2_000, 200, 215), snapshot(3, 3_000, 300, 350)],
      ...[snapshot(4, 4_000, 400, 425), snapshot(5, 10_000, 1_000, 1_002)],
    ];
    expect(judged(pastOf(wandering), { decisionMethod: 'z-test' })?.would).toMatchObject({ at: timeAt(3) });
    expect(judged(pastOf(wandering))?.would).toBeNull();
  });
});

describe('the policy that ran', () => {
  const looks = [...looksAt(EVENTS, BETTER)];
  const sixth = looks[5];
  if (sixth === undefined) throw new TypeError('there are ten looks');
  const thresholds = { ...DEFAULT_THRESHOLDS, minRuntimeHours: 1 };
  const circumstances = { guardrailBreaches: [], earlierLook: null, thresholds, now: timeAt(6.1) };
  const real = certify(buildEvidence(sixth.experiment, { known: sixth.known, ...circumstances }));
  const decided = (certificate: typeof real) =>
    judged(pastOf(BETTER, [{ type: 'PromotionRequested', at: timeAt(6.1), actor: 'user:ada', certificate }]))
      ?.happened[0];

  it('decides the same again, from the log', () => {
    expect(real.isEligible).toBe(true);
    expect(decided(real)).toEqual({
      ...{
        type: 'PromotionRequested',
        at: timeAt(6.1),
        actor: 'user:ada',
        winner: 'green',
        isEligible: true,
      },
      again: { outcome: 'identical', differences: [] },
    });
  });

  it('does not where the evidence is not what the log has, or the log has it not', () => {
    const forged = { ...real, variants: [sums('control', 6_000, 600), sums('green', 6_000, 900)] };
    expect(decided(forged)?.again).toMatchObject({ outcome: 'different' });
    expect(decided(forged)?.again.differences).toContain('variants');
    expect(decided({ ...real, engineVersion: 'eligibility/0' })?.again.outcome).toBe('other-rules');
    const elsewhere = { ...real, offsets: evidence.offsets };
    expect(decided(elsewhere)?.again).toEqual({ outcome: 'not-found', differences: [] });
  });
});
