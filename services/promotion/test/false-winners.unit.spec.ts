import { seededRandom, soakFactor } from '@assay/testing';
import { assessEligibility } from '../src/eligibility/assess-eligibility.js';
import type { Evidence } from '../src/eligibility/evidence.js';
import { foldSnapshot } from '../src/evidence/run-evidence.fold.js';
import type { RunEvidence, Snapshot } from '../src/evidence/run-evidence.js';
import { conversion, evidence, sums, withThresholds } from './support/evidence.js';

const EXPERIMENTS = 1_000 * soakFactor();
const LOOKS = 100;
const UNITS_PER_LOOK = 100;
const RATE = 0.1;
/** Standard errors below which no method promotes at 95 %: those looks are left out, which changes no verdict. */
const DULL = 1.9;

/** How many of a look's units convert, by the inverse of the distribution. */
function conversions(random: () => number): () => number {
  const cumulated: number[] = [];
  let mass = (1 - RATE) ** UNITS_PER_LOOK;
  for (let k = 0, below = 0; k <= UNITS_PER_LOOK; k += 1) {
    below += mass;
    cumulated.push(below);
    mass *= ((UNITS_PER_LOOK - k) * RATE) / ((k + 1) * (1 - RATE));
  }
  return () => {
    const drawn = random();
    const found = cumulated.findIndex((below) => drawn < below);
    return found === -1 ? UNITS_PER_LOOK : found;
  };
}

const snapshotAt = (n: number, control: number, green: number): Snapshot => ({
  experiment: 'checkout',
  run: 1,
  design: { control: 'control', primaryMetric: conversion.key, plannedUnits: null },
  metrics: [conversion],
  variants: [sums('control', n, control), sums('green', n, green)],
  excludedUnits: 0,
  firstExposureAt: evidence.startedAt,
  lastExposureAt: evidence.decidedAt,
  lastEventAt: evidence.decidedAt,
  offsets: [{ topic: 'assay.interactions.v1', partition: 0, offset: n }],
  completeTo: evidence.completeTo,
});

/** The chance of a false winner alone is to count: nothing else stands in the way of a promotion. */
const asked = (decisionMethod: Evidence['thresholds']['decisionMethod']): Partial<Evidence> =>
  withThresholds({ minSampleSize: 1, minImprovementPercent: 0, minRuntimeHours: 0, decisionMethod });

/** Whether an experiment without an effect is promoted at any of its looks. */
function isPromoted(draw: () => number, thresholds: Partial<Evidence>): boolean {
  let known: RunEvidence | undefined;
  let [control, green] = [0, 0];
  for (let look = 1; look <= LOOKS; look += 1) {
    const n = look * UNITS_PER_LOOK;
    control += draw();
    green += draw();
    const variance = [control, green].reduce((sum, count) => sum + count * (1 - count / n), 0);
    if (Math.abs(control - green) <= DULL * Math.sqrt(variance)) continue;
    known = foldSnapshot(known, snapshotAt(n, control, green));
    const { variants } = known.snapshot;
    const seen = { ...evidence, ...thresholds, variants, runningMinimumP: known.minima };
    if (assessEligibility(seen).isEligible) return true;
  }
  return false;
}

function shareOfWinners(decisionMethod: Evidence['thresholds']['decisionMethod']): number {
  const draw = conversions(seededRandom(28));
  const thresholds = asked(decisionMethod);
  let promoted = 0;
  for (let number = 0; number < EXPERIMENTS; number += 1) promoted += isPromoted(draw, thresholds) ? 1 : 0;
  const share = promoted / EXPERIMENTS;
  const percent = (100 * share).toFixed(2);
  process.stdout.write(`${decisionMethod}: ${percent} % of ${String(EXPERIMENTS)} experiments promoted\n`);
  return share;
}

describe('experiments without an effect, each looked at a hundred times', () => {
  it('are promoted in at most 5.5 % by the default method', () => {
    expect(shareOfWinners('sequential')).toBeLessThanOrEqual(0.055);
  });

  it('are promoted far more often by the z-test at every look (control)', () => {
    expect(shareOfWinners('z-test')).toBeGreaterThan(0.12);
  });
});
