import type { DecisionCheck } from '@assay/contracts';
import type { Evidence } from './evidence.js';

/**
 * At its planned end the schedule ends the experiment, and what is over is not promoted: the time before it in which one
 * hourly check surely is counts as the end.
 */
const LAST_CHECK_MS = 70 * 60_000;

const unitsOf = ({ variants, matured = variants }: Evidence): number =>
  matured.reduce((sum, { units }) => sum + units, 0);

/** Has the sample size or the end come that was registered before the first look? Whichever is first. */
function horizonReached(evidence: Evidence): DecisionCheck {
  const { plannedUnits, plannedEnd = null, decidedAt } = evidence;
  const name = 'horizonReached';
  const isOver = plannedEnd !== null && Date.parse(decidedAt) >= Date.parse(plannedEnd) - LAST_CHECK_MS;
  if (plannedUnits !== null && !isOver) {
    const units = unitsOf(evidence);
    return { name, passed: units >= plannedUnits, value: units, threshold: plannedUnits };
  }
  if (plannedEnd !== null) return { name, passed: isOver, value: decidedAt, threshold: plannedEnd };
  return { name, passed: false, value: 'none registered', threshold: 'planned units or an end' };
}

const lookUnused = ({ earlierLook = null }: Evidence): DecisionCheck => ({
  name: 'lookUnused',
  passed: earlierLook === null,
  value: earlierLook === null ? 'unused' : `used at ${earlierLook.decidedAt}`,
  threshold: 'unused',
});

const isFixed = ({ thresholds }: Evidence): boolean => thresholds.decisionMethod === 'fixed-horizon';

/** What a fixed horizon asks for besides: it is there, and nobody has looked. */
export const horizonChecks = (evidence: Evidence): readonly DecisionCheck[] =>
  isFixed(evidence) ? [horizonReached(evidence), lookUnused(evidence)] : [];

/** What only a look can tell. */
const TOLD_BY_LOOK: ReadonlySet<string> = new Set([
  'minConfidence',
  'minImprovement',
  'betterThanControl',
  'recommendation',
]);

/** The checks that can be known without looking at the results. */
export const withoutLook = (checks: readonly DecisionCheck[]): readonly DecisionCheck[] =>
  checks.filter(({ name }) => !TOLD_BY_LOOK.has(name));

/** Is it time for the one look? Not while anything else stands against a promotion: it would be wasted. */
export const isLookDue = (checks: readonly DecisionCheck[]): boolean =>
  withoutLook(checks).every(({ passed }) => passed);
