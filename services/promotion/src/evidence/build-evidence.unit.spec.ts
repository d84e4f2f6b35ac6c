import { conversion, sums } from '../../test/support/evidence.js';
import { DEFAULT_THRESHOLDS } from '../eligibility/thresholds.js';
import type { StartedExperiment } from './build-evidence.js';
import { buildEvidence, isStarted } from './build-evidence.js';
import type { RunEvidence } from './run-evidence.js';

const now = '2026-03-04T00:00:00.000Z';
const view: StartedExperiment = {
  key: 'checkout',
  number: 1,
  name: 'Checkout',
  origin: 'assigned',
  experimentType: 'ab_test',
  status: 'running',
  winner: null,
  version: 6,
  control: 'control',
  weights: { control: 1, green: 9 },
  primaryMetric: conversion,
  plannedUnits: 4000,
  plannedEnd: '2026-04-01T00:00:00.000Z',
  minimumSampleSize: null,
  requireManualApproval: false,
  guardrails: [],
  run: 2,
  startedAt: '2026-03-01T00:00:00.000Z',
  phases: [
    { phase: 1, weights: { control: 1, green: 1 } },
    { phase: 2, weights: { control: 1, green: 9 } },
  ],
};
const known: RunEvidence = {
  snapshot: {
    experiment: 'checkout',
    run: 2,
    metrics: [conversion],
    variants: [sums('control', 10, 1)],
    excludedUnits: 3,
    firstExposureAt: null,
    lastExposureAt: '2026-03-02T00:00:00.000Z',
    lastEventAt: '2026-03-03T00:00:00.000Z',
    offsets: [{ topic: 't', partition: 0, offset: 5 }],
    completeTo: '2026-03-03T23:00:00.000Z',
  },
  minima: [{ variant: 'green', pValue: 0.2 }],
};
const build = (changes: Partial<StartedExperiment> = {}, evidence: RunEvidence | undefined = known) =>
  buildEvidence(
    { ...view, ...changes },
    { known: evidence, guardrailBreaches: [], earlierLook: null, thresholds: DEFAULT_THRESHOLDS, now },
  );

describe('the evidence on an experiment', () => {
  it('joins its stream and its metrics', () => {
    expect(build()).toEqual({
      experiment: 'checkout',
      run: 2,
      experimentVersion: 6,
      control: 'control',
      primaryMetric: conversion,
      weights: [
        { variant: 'control', phase: 1, weight: 1 },
        { variant: 'green', phase: 1, weight: 1 },
        { variant: 'control', phase: 2, weight: 1 },
        { variant: 'green', phase: 2, weight: 9 },
      ],
      variants: known.snapshot.variants,
      excludedUnits: 3,
      runningMinimumP: known.minima,
      plannedUnits: 4000,
      isBandit: false,
      guardrailBreaches: [],
      plannedEnd: '2026-04-01T00:00:00.000Z',
      earlierLook: null,
      startedAt: view.startedAt,
      decidedAt: now,
      runtimeUntil: now,
      completeTo: '2026-03-03T23:00:00.000Z',
      offsets: known.snapshot.offsets,
      thresholds: DEFAULT_THRESHOLDS,
    });
  });

  it('of imported data rests on the last look alone, not on the smallest of the looks on the way', () => {
    expect(build({ origin: 'assigned' }).runningMinimumP).toEqual(known.minima);
    expect(build({ origin: 'imported' }).runningMinimumP).toEqual([]);
  });

  it('of imported data runs until their last event', () => {
    expect(build({ origin: 'imported' }).runtimeUntil).toBe('2026-03-03T00:00:00.000Z');
    const exposed = { ...known, snapshot: { ...known.snapshot, lastEventAt: null } };
    expect(build({ origin: 'imported' }, exposed).runtimeUntil).toBe('2026-03-02T00:00:00.000Z');
  });

  it('before the first snapshot is empty', () => {
    const nothing = buildEvidence(
      { ...view, origin: 'imported' },
      { known: undefined, guardrailBreaches: [], earlierLook: null, thresholds: DEFAULT_THRESHOLDS, now },
    );
    expect(nothing).toMatchObject({
      variants: [],
      completeTo: null,
      offsets: [],
      runtimeUntil: view.startedAt,
    });
  });
});

it('an experiment without a run has nothing to judge', () => {
  expect(isStarted(view)).toBe(true);
  expect(isStarted({ ...view, run: null, startedAt: null })).toBe(false);
});
