import { sums, conversion, evidence } from '../../test/support/evidence.js';
import { assessEligibility } from '../eligibility/assess-eligibility.js';
import type { RunEvidence, Snapshot } from './run-evidence.js';
import { foldSnapshot } from './run-evidence.fold.js';

const snapshot = (offsets: readonly number[], green: number, more: Partial<Snapshot> = {}): Snapshot => ({
  experiment: 'checkout',
  run: 1,
  design: { control: 'control', primaryMetric: 'conversion', plannedUnits: null },
  metrics: [conversion],
  variants: [sums('control', 10_000, 1000), sums('green', 10_000, green)],
  excludedUnits: 0,
  firstExposureAt: null,
  lastExposureAt: null,
  lastEventAt: null,
  offsets: offsets.map((offset, partition) => ({ topic: 'assay.interactions.v1', partition, offset })),
  completeTo: null,
  ...more,
});

const fold = (...snapshots: readonly Snapshot[]): RunEvidence | undefined =>
  snapshots.reduce<RunEvidence | undefined>(foldSnapshot, undefined);
const pValueOf = (known: RunEvidence | undefined): number =>
  known?.minima.find(({ variant }) => variant === 'green')?.pValue ?? NaN;

describe('snapshots of a run', () => {
  it('that cover less than the last are ignored', () => {
    const latest = snapshot([9, 9], 1050);
    expect(fold(latest, snapshot([9, 8], 1300))).toEqual(fold(latest));
  });

  it('change nothing when they come again', () => {
    const looks = [snapshot([1], 1100), snapshot([2], 1200), snapshot([3], 1150)];
    expect(fold(...looks, ...looks)).toEqual(fold(...looks));
  });
});

describe('the smallest p-value', () => {
  it('is that of the units whose window is over', () => {
    const matured = [sums('control', 5_000, 500), sums('green', 5_000, 500)];
    expect(pValueOf(fold(snapshot([1], 1200, { matured })))).toBe(1);
    expect(pValueOf(fold(snapshot([1], 1200)))).toBeLessThan(0.01);
  });

  it('is that of the strongest look', () => {
    const strong = pValueOf(fold(snapshot([1], 1200)));
    const known = fold(snapshot([1], 1100), snapshot([2], 1200), snapshot([3], 1050));
    expect(pValueOf(known)).toBe(strong);
    expect(strong).toBeLessThan(0.01);
    expect(known?.snapshot.offsets).toEqual(snapshot([3], 1050).offsets);
  });

  it('is the one that eligibility computes of the same look', () => {
    const { confidence } = assessEligibility({
      ...evidence,
      variants: snapshot([1], 1120).variants,
    });
    expect(100 * (1 - pValueOf(fold(snapshot([1], 1120))))).toBeCloseTo(confidence ?? NaN, 10);
  });

  it('is not known without the design of the experiment', () => {
    const { design, ...without } = snapshot([1], 1200);
    expect(design).toBeDefined();
    expect(fold(without)?.minima).toEqual([]);
    const noControl = { control: null, primaryMetric: 'conversion', plannedUnits: null };
    expect(fold(snapshot([1], 1200, { design: noControl }))?.minima).toEqual([]);
  });

  it('begins anew with another definition of the metric, and only then', () => {
    const withVersion = (version: number, green: number): Partial<Snapshot> => ({
      variants: snapshot([1], green).variants.map((row) => ({
        ...row,
        metrics: row.metrics.map((sums) => ({ ...sums, version })),
      })),
    });
    const strong = snapshot([1], 0, withVersion(1, 1200));
    const weak = (version: number) => snapshot([2], 0, withVersion(version, 1050));
    expect(pValueOf(fold(strong, weak(1)))).toBe(pValueOf(fold(strong)));
    expect(pValueOf(fold(strong, weak(2)))).toBe(pValueOf(fold(weak(2))));
    expect(pValueOf(fold(strong))).toBeLessThan(pValueOf(fold(weak(2))));
  });

  it('of a variant without units is one', () => {
    const empty = snapshot([1], 0, { variants: [sums('control', 10, 1), sums('green', 0, 0)] });
    expect(pValueOf(fold(empty))).toBe(1);
  });
});
