import { SECRET_FIELD } from '../logging/redact.js';

const LONGEST = 200;

/**
 * The value of a field as a problem repeats it: short, and never that of a secret field.
 * @example shownValue('weight', -1) // -1
 */
export function shownValue(path: string, value: unknown): unknown {
  if (SECRET_FIELD.test(path)) return '[hidden]';
  if (typeof value === 'string') return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value) && value.length > 10) return `array of ${String(value.length)}`;
  if (typeof value !== 'object' || value === null) return value;
  const text = JSON.stringify(value);
  return text.length > LONGEST
    ? `${Array.isArray(value) ? 'array' : 'object'} of ${String(text.length)} characters`
    : value;
}
