import { ADJUSTMENTS, adjustPValues } from '../multiple-testing/adjust-p-values.js';
import type { Fields } from './inputs.js';
import { numbers, oneOf, optionalNum } from './inputs.js';

export function multipleTestingCapability(inputs: Fields): object {
  const p = numbers(inputs, 'p');
  const alpha = optionalNum(inputs, 'alpha');
  const method = oneOf(inputs, 'method', [...ADJUSTMENTS, 'fdr_bh']);
  if (method !== undefined)
    return adjustPValues(p, { method: method === 'fdr_bh' ? 'benjamini-hochberg' : method, alpha });
  return {
    holm: adjustPValues(p, { method: 'holm', alpha }).adjusted,
    bh: adjustPValues(p, { method: 'benjamini-hochberg', alpha }).adjusted,
  };
}
