import type { DecisionCheck } from '../certificates/certificate-parts.js';
import { shownNumber } from './shown-number.js';

const AT_MOST = new Set(['errorRateAcceptable', 'fresh']);
const ABOVE = new Set(['betterThanControl', 'noSampleRatioMismatch']);
/** What a check is measured in; fractions, p-values and differences have no unit. */
const UNITS: ReadonlyMap<string, string> = new Map([
  ['minSampleSize', ' units'],
  ['minConfidence', ' %'],
  ['minImprovement', ' %'],
  ['minRuntime', ' hours'],
  ['fresh', ' s'],
  ['horizonReached', ' units'],
]);

const unitOf = ({ name }: DecisionCheck): string => UNITS.get(name) ?? '';

function required(check: DecisionCheck): string {
  const { name, threshold } = check;
  if (threshold === null) return 'a control, a primary metric and data of a treatment';
  if (typeof threshold === 'string') return name === 'horizonReached' ? `at least ${threshold}` : threshold;
  const limit = `${String(threshold)}${unitOf(check)}`;
  if (AT_MOST.has(name)) return `at most ${limit}`;
  return `${ABOVE.has(name) ? 'above' : 'at least'} ${limit}`;
}

function found(check: DecisionCheck): string {
  const { value, threshold } = check;
  if (typeof value !== 'number') return value === null ? 'unknown' : String(value);
  return `${shownNumber(value, typeof threshold === 'number' ? threshold : undefined)}${unitOf(check)}`;
}

/** What a check of a promotion came to, and what it takes to pass it, each with its unit. */
export const promotionCheckInWords = (
  check: DecisionCheck,
): { readonly found: string; readonly required: string } => ({
  found: found(check),
  required: required(check),
});
