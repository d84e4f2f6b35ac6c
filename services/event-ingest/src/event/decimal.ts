import { shownValue } from '@assay/platform';
import type { Checked } from './refusal.js';
import { accept, refuse } from './refusal.js';

const DECIMALS = 6;
const LIMIT = 1e9;
// Arithmetic on prices leaves noise in the last binary digits (0.1 + 0.2); more than that was meant.
const NOISE = 1e-12;
const TEXT = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/;

/**
 * The value of an event as canonical decimal text, at most six decimals, so that sums of it are exact.
 * @param value a finite number, or decimal text without exponent; below 10⁹ in size
 * @example decimalText('007.50') // { ok: true, value: '7.5' }
 */
export function decimalText(value: number | string): Checked<string> {
  if (typeof value === 'string') return fromText(value);
  if (!Number.isFinite(value) || Math.abs(value) >= LIMIT) return outOfRange(value);
  if (Number.isInteger(value)) return accept(String(value));
  const fixed = value.toFixed(DECIMALS);
  if (Math.abs(Number(fixed) - value) > Math.abs(value) * NOISE) return tooFine(value);
  return fromText(fixed);
}

function fromText(text: string): Checked<string> {
  const [, sign = '', whole = '', fraction = ''] = TEXT.exec(text) ?? [];
  if (whole === '')
    return refuse({
      path: 'value',
      value: shownValue('value', text),
      message: 'must be a number, or decimal text such as "12.50"',
      code: 'VALUE_INVALID',
    });
  if (whole.length > String(LIMIT).length - 1) return outOfRange(text);
  if (fraction.length > DECIMALS) return tooFine(text);
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return accept(digits === '0' ? '0' : `${sign}${digits}`);
}

const outOfRange = (value: number | string): Checked<string> =>
  refuse({
    path: 'value',
    value: shownValue('value', value),
    message: 'must lie between -1,000,000,000 and 1,000,000,000, both excluded',
    code: 'VALUE_OUT_OF_RANGE',
  });

const tooFine = (value: number | string): Checked<string> =>
  refuse({
    path: 'value',
    value: shownValue('value', value),
    message: `must have at most ${String(DECIMALS)} decimals; round it first`,
    code: 'VALUE_TOO_PRECISE',
  });
