import type { DecisionCheck } from '../certificates/certificate-parts.js';
import { shownNumber } from './shown-number.js';

const AT_MOST = new Set(['errorRateAcceptable', 'fresh']);
const ABOVE = new Set(['betterThanControl', 'noSampleRatioMismatch']);
/** What a check is measured in; fractions, p-values and differences have no unit. */
const UNITS: ReadonlyMap<string, readonly [one: string, many: string]> = new Map([
  ['minSampleSize', [' unit', ' units']],
  ['minConfidence', [' %', ' %']],
  ['minImprovement', [' %', ' %']],
  ['minRuntime', [' hour', ' hours']],
  ['fresh', [' s', ' s']],
  ['horizonReached', [' unit', ' units']],
]);

function unitOf(name: string, value: number): string {
  const [one, many] = UNITS.get(name) ?? ['', ''];
  return value === 1 ? one : many;
}

function required(check: DecisionCheck): string {
  const { name, threshold } = check;
  if (threshold === null) return 'a control, a primary metric and data of a treatment';
  if (typeof threshold === 'string')
    return Number.isNaN(Date.parse(threshold)) ? threshold : `not before ${threshold}`;
  const limit = `${String(threshold)}${unitOf(name, threshold)}`;
  if (AT_MOST.has(name)) return `at most ${limit}`;
  return `${ABOVE.has(name) ? 'above' : 'at least'} ${limit}`;
}

function found(check: DecisionCheck): string {
  const { name, value, threshold } = check;
  if (typeof value !== 'number') return value === null ? 'unknown' : String(value);
  return `${shownNumber(value, typeof threshold === 'number' ? threshold : undefined)}${unitOf(name, value)}`;
}

/**
 * What a check of a promotion came to, and what it takes to pass it, each with its unit.
 * @param check of a certificate or an eligibility
 * @example promotionCheckInWords({ name: 'fresh', passed: true, value: 3, threshold: 900 }).required; // 'at most 900 s'
 */
export const promotionCheckInWords = (
  check: DecisionCheck,
): { readonly found: string; readonly required: string } => ({
  found: found(check),
  required: required(check),
});
