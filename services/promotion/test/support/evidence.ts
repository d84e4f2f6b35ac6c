import type { MetricSpec, VariantSums } from '@assay/contracts';
import type { Evidence } from '../../src/eligibility/evidence.js';
import { DEFAULT_THRESHOLDS } from '../../src/eligibility/thresholds.js';

export const conversion: MetricSpec = {
  key: 'conversion',
  type: 'proportion',
  event: 'purchase',
  direction: 'increase',
  windowHours: null,
};

/** A variant with `successes` of `units` on the conversion metric. */
export const sums = (
  variant: string,
  units: number,
  successes: number,
  more: Partial<VariantSums> = {},
): VariantSums => ({
  variant,
  phase: 1,
  units,
  unitsWithError: 0,
  metrics: [{ metric: 'conversion', n: units, sum: String(successes), sumSquares: String(successes) }],
  ...more,
});

/** 10 % against 13 % of 10,000 units each, after three days: eligible. */
export const evidence: Evidence = {
  experiment: 'checkout',
  run: 1,
  experimentVersion: 4,
  control: 'control',
  primaryMetric: conversion,
  weights: [
    { variant: 'control', phase: 1, weight: 1 },
    { variant: 'green', phase: 1, weight: 1 },
  ],
  variants: [sums('control', 10_000, 1000), sums('green', 10_000, 1300)],
  excludedUnits: 0,
  runningMinimumP: [],
  plannedUnits: null,
  isBandit: false,
  guardrailBreaches: [],
  plannedEnd: null,
  earlierLook: null,
  startedAt: '2026-03-01T00:00:00.000Z',
  decidedAt: '2026-03-04T00:00:00.000Z',
  runtimeUntil: '2026-03-04T00:00:00.000Z',
  completeTo: '2026-03-03T23:59:30.000Z',
  offsets: [{ topic: 'assay.interactions.v1', partition: 0, offset: 22_300 }],
  thresholds: DEFAULT_THRESHOLDS,
};

export const withThresholds = (changes: Partial<Evidence['thresholds']>): Partial<Evidence> => ({
  thresholds: { ...DEFAULT_THRESHOLDS, ...changes },
});
