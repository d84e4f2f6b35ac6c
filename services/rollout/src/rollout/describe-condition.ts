import { shownNumber } from '@assay/contracts';
import type { UnmetCondition } from './advance-conditions.fold.js';
import { MAX_ERROR_RATE, MIN_SUCCESS_RATE } from './step-limits.js';

/** The condition as a sentence; hours are cut to hundredths, never up to what is required. */
export const describeCondition = ({ name, value, required }: UnmetCondition): string =>
  `${name} is ${value === null ? 'unknown: no outcomes yet' : shown(name, value)}, required ${required}`;

/** All of them in one sentence; what several do not know is said once. */
export function describeConditions(unmet: readonly UnmetCondition[]): string {
  const unknown = unmet.filter(({ value }) => value === null);
  if (unknown.length < 2) return unmet.map(describeCondition).join('; ');
  const names = unknown.map(({ name }) => name).join(' and ');
  const required = unknown.map((one) => one.required).join(' and ');
  const together = `${names} are unknown: no outcomes yet, required ${required}`;
  return [together, ...unmet.filter(({ value }) => value !== null).map(describeCondition)].join('; ');
}

function shown(name: UnmetCondition['name'], value: string | number): string {
  if (typeof value !== 'number') return value;
  if (name === 'hoursInTier') return `${String(Math.floor(value * 100) / 100)} hours`;
  if (name.startsWith('needs.')) return `${String(value)} percent`;
  return shownNumber(value, name === 'errorRate' ? MAX_ERROR_RATE : MIN_SUCCESS_RATE);
}
