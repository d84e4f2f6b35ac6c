import type { DecisionCheck } from '@assay/contracts';
import type { Recommendation } from '@assay/stats';
import { SRM_ALARM } from '@assay/stats';
import type { Arm } from './arms.js';
import type { Candidate } from './candidate.js';
import type { Evidence } from './evidence.js';
import { horizonChecks } from './horizon.js';

const MS_PER_HOUR = 3_600_000;

export interface Judged {
  readonly evidence: Evidence;
  readonly arms: readonly Arm[];
  /** The same of the units whose attribution window is over. */
  readonly matured: readonly Arm[];
  readonly candidate: Candidate | undefined;
  /** Why there is nothing to compare, or null. */
  readonly incomparable: string | null;
  /** Always-valid p-value of the sample ratio; null where it cannot be computed. */
  readonly sampleRatioP: number | null;
  readonly recommendation: Recommendation;
}

const span = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

const atLeast = (name: string, value: number | null, threshold: number): DecisionCheck => ({
  name,
  passed: value !== null && value >= threshold,
  value,
  threshold,
});

const above = (name: string, value: number | null, threshold: number): DecisionCheck => ({
  ...atLeast(name, value, threshold),
  passed: value !== null && value > threshold,
});

const atMost = (name: string, value: number | null, threshold: number): DecisionCheck => ({
  ...atLeast(name, value, threshold),
  passed: value !== null && value <= threshold,
});

const recommended = ({ recommendation }: Recommendation): DecisionCheck => ({
  name: 'recommendation',
  passed: recommendation === 'PROMOTE',
  value: recommendation,
  threshold: 'PROMOTE',
});

function errorRate({ arms, candidate }: Judged): number | null {
  const arm = arms.find(({ variant }) => variant === candidate?.variant);
  return arm === undefined || arm.units === 0 ? null : arm.unitsWithError / arm.units;
}

/** A bandit's weights follow the results: no split of its units is the right one. */
const sampleRatio = ({ evidence, sampleRatioP }: Judged): readonly DecisionCheck[] =>
  evidence.isBandit === true ? [] : [above('noSampleRatioMismatch', sampleRatioP, SRM_ALARM)];

function noGuardrailBreach({ guardrailBreaches = [] }: Evidence): DecisionCheck {
  const passed = guardrailBreaches.length === 0;
  const value = passed ? 'none' : guardrailBreaches.map(({ message }) => message).join('; ');
  return { name: 'noGuardrailBreach', passed, value, threshold: 'none' };
}

/** Every check of an eligibility, in the order in which they are shown. */
export function checksOf(judged: Judged): DecisionCheck[] {
  const { evidence, matured, candidate, incomparable, recommendation } = judged;
  const { thresholds, startedAt, runtimeUntil, completeTo, decidedAt } = evidence;
  const units = matured.length === 0 ? null : Math.min(...matured.map((arm) => arm.units));
  const hours = Math.max(0, span(startedAt, runtimeUntil) / MS_PER_HOUR);
  const lagSeconds = completeTo === null ? null : Math.max(0, span(completeTo, decidedAt) / 1000);
  return [
    { name: 'comparable', passed: incomparable === null, value: incomparable ?? 'yes', threshold: null },
    atLeast('minSampleSize', units, thresholds.minSampleSize),
    atLeast('minConfidence', candidate?.confidence ?? null, thresholds.minConfidencePercent),
    atLeast('minImprovement', candidate?.improvement ?? null, thresholds.minImprovementPercent),
    above('betterThanControl', candidate?.lowerBound ?? null, 0),
    atLeast('minRuntime', hours, thresholds.minRuntimeHours),
    atMost('errorRateAcceptable', errorRate(judged), thresholds.maxErrorRate),
    ...sampleRatio(judged),
    noGuardrailBreach(evidence),
    ...horizonChecks(evidence),
    atMost('fresh', lagSeconds, thresholds.maxLagSeconds),
    recommended(recommendation),
  ];
}
