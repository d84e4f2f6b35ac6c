import { BadRequestProblem } from './http-problems.js';
import type { FieldError } from './problem.js';

const MOST = 50;

/** 400 `VALIDATION_FAILED`: fields of the request are wrong; each is named with its value and what is right. */
export class ValidationProblem extends BadRequestProblem {
  /** @param most how many errors are listed */
  constructor(errors: readonly FieldError[], most = MOST) {
    super('VALIDATION_FAILED', summary(errors), { errors: errors.slice(0, most) });
  }
}

function summary(errors: readonly FieldError[]): string {
  const [first] = errors;
  if (first === undefined) return 'the request is invalid';
  const others = errors.length > 1 ? ` (and ${String(errors.length - 1)} more)` : '';
  return `${first.path === '' ? 'body' : first.path}: ${first.message}${others}`;
}

/**
 * A path with one more step.
 * @example joined('variants', '1') // 'variants[1]'
 */
export function joined(parent: string, step: string): string {
  if (/^\d+$/.test(step)) return `${parent}[${step}]`;
  return parent === '' ? step : `${parent}.${step}`;
}

/**
 * A JSON pointer as a path.
 * @example pointerPath('/events/3/value') // 'events[3].value'
 */
export const pointerPath = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(joined, '');
