import type { ExperimentEvent } from '@assay/contracts';
import {
  AllocationChanged,
  ExperimentArchived,
  ExperimentConcluded,
  ExperimentCreated,
  ExperimentPaused,
  ExperimentReopened,
  ExperimentResumed,
  ExperimentStarted,
  VariantAdded,
  WeightsChanged,
} from '@assay/contracts';
import { decisionEvent } from '../../test/support/decision-event.js';
import { conversion } from '../../test/support/evidence.js';
import type { ExperimentView } from './experiment-view.js';
import { foldExperiment } from './experiment-view.fold.js';

const created = decisionEvent(
  ExperimentCreated,
  {
    key: 'checkout',
    number: 7,
    name: 'Checkout',
    hypothesis: '',
    experimentType: 'ab_test',
    origin: 'imported',
    unitType: 'user',
    trafficAllocation: 100,
    primaryMetric: conversion,
    secondaryMetrics: [],
    plannedUnits: 4000,
  },
  1,
);
const variant = (key: string, version: number) =>
  decisionEvent(
    VariantAdded,
    { key, name: key, isControl: key === 'control', weight: 1, config: {} },
    version,
  );
const started = (run: number, version: number) =>
  decisionEvent(
    ExperimentStarted,
    { run, phase: 1, revision: 'r', salt: 's', startedAt: '2026-01-01T00:00:00.000Z' },
    version,
  );
const draft = [created, variant('control', 2), variant('green', 3)];

const fold = (...events: readonly ExperimentEvent[]): ExperimentView | undefined =>
  events.reduce<ExperimentView | undefined>(foldExperiment, undefined);

describe('an experiment as promotion sees it', () => {
  it('has its design, and no run before it is started', () => {
    expect(fold(...draft)).toEqual({
      key: 'checkout',
      number: 7,
      name: 'Checkout',
      origin: 'imported',
      experimentType: 'ab_test',
      plannedEnd: null,
      minimumSampleSize: null,
      requireManualApproval: false,
      guardrails: [],
      status: 'draft',
      winner: null,
      version: 3,
      control: 'control',
      weights: { control: 1, green: 1 },
      primaryMetric: conversion,
      plannedUnits: 4000,
      run: null,
      startedAt: null,
      phases: [],
    });
  });

  it('keeps the weights of each phase of its run', () => {
    const weights = decisionEvent(
      WeightsChanged,
      { run: 1, phase: 2, revision: 'r', weights: { green: 9 } },
      5,
    );
    const allocation = decisionEvent(
      AllocationChanged,
      { run: 1, phase: 3, revision: 'r', trafficAllocation: 50 },
      6,
    );
    expect(fold(...draft, started(1, 4), weights, allocation)).toMatchObject({
      status: 'running',
      version: 6,
      startedAt: '2026-01-01T00:00:00.000Z',
      phases: [
        { phase: 1, weights: { control: 1, green: 1 } },
        { phase: 2, weights: { control: 1, green: 9 } },
        { phase: 3, weights: { control: 1, green: 9 } },
      ],
    });
  });

  it('begins again with its second run', () => {
    const weights = decisionEvent(
      WeightsChanged,
      { run: 1, phase: 2, revision: 'r', weights: { green: 9 } },
      5,
    );
    expect(fold(...draft, started(1, 4), weights, started(2, 6))).toMatchObject({
      run: 2,
      phases: [{ phase: 1, weights: { control: 1, green: 9 } }],
    });
  });

  it.each([
    ['paused', [decisionEvent(ExperimentPaused, { run: 1, reason: 'x' }, 5)]],
    [
      'running',
      [
        decisionEvent(ExperimentPaused, { run: 1, reason: 'x' }, 5),
        decisionEvent(ExperimentResumed, { run: 1 }, 6),
      ],
    ],
    [
      'concluded',
      [
        decisionEvent(
          ExperimentConcluded,
          { run: 1, winner: 'green', reason: 'x', concludedAt: '2026-03-01T00:00:00.000Z' },
          5,
        ),
      ],
    ],
    ['reopened', [decisionEvent(ExperimentReopened, { reason: 'x' }, 5)]],
    ['archived', [decisionEvent(ExperimentArchived, { reason: 'x' }, 5)]],
  ])('can be %s', (status, events) => {
    expect(fold(...draft, started(1, 4), ...events)).toMatchObject({ status });
  });

  it('knows its winner from its conclusion until it is opened again', () => {
    const concluded = decisionEvent(
      ExperimentConcluded,
      { run: 1, winner: 'green', reason: 'x', concludedAt: '2026-03-01T00:00:00.000Z' },
      5,
    );
    const archived = decisionEvent(ExperimentArchived, { reason: 'x' }, 6);
    const reopened = decisionEvent(ExperimentReopened, { reason: 'x' }, 6);
    const run = [...draft, started(1, 4)];
    expect(fold(...run)).toMatchObject({ winner: null });
    expect(fold(...run, concluded)).toMatchObject({ winner: 'green' });
    expect(fold(...run, concluded, archived)).toMatchObject({ status: 'archived', winner: 'green' });
    expect(fold(...run, concluded, reopened)).toMatchObject({ winner: null });
    expect(fold(...run, concluded, started(2, 6))).toMatchObject({ status: 'running', winner: null });
  });

  it('is not known from the middle of its stream', () => {
    expect(fold(started(1, 4))).toBeUndefined();
  });
});
