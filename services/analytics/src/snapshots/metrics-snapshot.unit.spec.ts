import { dataProblem, MetricsSnapshot } from '@assay/contracts';
import { START } from '../../test/support/events.js';
import { reportedExperiment } from '../../test/support/reported-experiment.js';
import type { RunSums } from '../reports/read/run-sums.js';
import { NO_SUMS } from '../reports/read/run-sums.js';
import { metricsSnapshot } from './metrics-snapshot.js';

const EXPERIMENT = reportedExperiment({
  plannedUnits: 900,
  primaryMetric: null,
  variants: [{ key: 'b', name: 'b', isControl: false, weight: 1 }],
});
const SUMS: RunSums = {
  ...NO_SUMS,
  exposures: [
    { variant: 'b', phase: 1, units: 3, unitsWithError: 1 },
    { variant: 'b', phase: 2, units: 4, unitsWithError: 0 },
  ],
  metrics: [{ variant: 'b', phase: 2, metric: 'bought', n: 4, sum: '2', sumSquares: '2' }],
};
const snapshotIn = (slot: number, sums = SUMS) =>
  metricsSnapshot(
    { project: 'p', experiment: 'e', run: 1 },
    {
      sums,
      metrics: EXPERIMENT.metrics,
      experiment: EXPERIMENT,
      coverage: { completeTo: null, positions: [{ topic: 't', partition: 0, offset: 7 }] },
    },
    { slot, now: START },
  );

describe('a snapshot of a run', () => {
  it('holds the sums of each variant and phase, and what they cover', () => {
    const { data, subject, project } = snapshotIn(1);
    expect([subject, project]).toEqual(['e', 'p']);
    expect(data.variants).toEqual([
      { variant: 'b', phase: 1, units: 3, unitsWithError: 1, metrics: [] },
      {
        variant: 'b',
        phase: 2,
        units: 4,
        unitsWithError: 0,
        metrics: [{ metric: 'bought', n: 4, sum: '2', sumSquares: '2' }],
      },
    ]);
    expect(data.offsets).toEqual([{ topic: 't', partition: 0, offset: 7 }]);
    expect(data.design).toEqual({ control: null, primaryMetric: null, plannedUnits: 900 });
  });

  it('is valid under its schema, also with nothing in it', () => {
    expect(dataProblem(MetricsSnapshot, snapshotIn(1).data)).toBeUndefined();
    expect(dataProblem(MetricsSnapshot, snapshotIn(1, NO_SUMS).data)).toBeUndefined();
  });

  it('holds the matured units beside all of them, in exact decimals', () => {
    const matured = {
      exposures: [{ variant: 'b', phase: 2, units: 2, unitsWithError: 0 }],
      metrics: [
        {
          ...{ variant: 'b', phase: 2, metric: 'bought', version: 1, n: 2 },
          ...{ sum: { digits: 150n, scale: 2 }, sumSquares: { digits: 125n, scale: 2 } },
          preSum: { digits: 0n, scale: 6 },
        },
      ],
    };
    const { data } = metricsSnapshot(
      { project: 'p', experiment: 'e', run: 1 },
      {
        sums: SUMS,
        matured,
        metrics: [],
        experiment: EXPERIMENT,
        coverage: { completeTo: null, positions: [] },
      },
      { slot: 1, now: START },
    );
    expect(data.matured?.[0]?.metrics).toEqual([
      { metric: 'bought', version: 1, n: 2, sum: '1.5', sumSquares: '1.25' },
    ]);
    expect(dataProblem(MetricsSnapshot, data)).toBeUndefined();
  });

  it('has one id for each slot of time, whoever takes it', () => {
    expect(snapshotIn(1, NO_SUMS).id).toBe(snapshotIn(1).id);
    expect(snapshotIn(2).id).not.toBe(snapshotIn(1).id);
  });
});
