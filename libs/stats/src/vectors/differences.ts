import { isFields } from './inputs.js';

/** How far a number may be from what is expected; other members are ignored. */
export interface Tolerance {
  readonly abs?: number;
  readonly rel?: number;
}

export interface Difference {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

const EXACT = 1e-12;

/**
 * Where does an answer differ from what is expected? Fields that nothing is expected of are not looked at.
 *
 * A number passes within max(abs, rel · |expected|). An `abs` of 0 asks for exact integers and leaves other numbers
 * a relative 1e-12; an expected 0 with only `rel` leaves an absolute 1e-12.
 */
export function differences(
  expected: unknown,
  actual: unknown,
  tolerance: Tolerance,
  path = '',
): readonly Difference[] {
  const differs: readonly Difference[] = [{ path: path || '/', expected, actual }];
  if (typeof expected === 'number')
    return typeof actual === 'number' && isClose(expected, actual, tolerance) ? [] : differs;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return differs;
    return expected.flatMap((entry, i) => differences(entry, actual[i], tolerance, `${path}/${String(i)}`));
  }
  if (isFields(expected)) {
    if (!isFields(actual)) return differs;
    return Object.entries(expected).flatMap(([name, value]) =>
      differences(value, actual[name], tolerance, `${path}/${name}`),
    );
  }
  if (typeof expected === 'string' && typeof actual === 'number')
    return isDemanded(expected, actual) ? [] : differs;
  return expected === actual ? [] : differs;
}

const DEMAND = /^(?:(?<compare><=|>=)(?<bound>[\d.]+)|(?<from>[\d.]+)\.\.(?<to>[\d.]+))$/;

/** Whether a number is where a text (`<=0.055`, `>=0.30`, `0.045..0.055`) demands it. */
function isDemanded(demand: string, actual: number): boolean {
  const { compare, bound, from, to } = DEMAND.exec(demand)?.groups ?? {};
  if (from !== undefined && to !== undefined) return actual >= Number(from) && actual <= Number(to);
  if (bound === undefined) return false;
  return compare === '<=' ? actual <= Number(bound) : actual >= Number(bound);
}

function isClose(expected: number, actual: number, tolerance: Tolerance): boolean {
  if (!Number.isFinite(actual)) return false;
  return Math.abs(actual - expected) <= allowance(expected, tolerance);
}

function allowance(expected: number, { abs, rel }: Tolerance): number {
  const relative = rel === undefined ? 0 : rel * Math.abs(expected);
  const isExact = (abs === undefined || abs === 0) && rel === undefined;
  if (isExact) return Number.isInteger(expected) ? 0 : EXACT * Math.abs(expected);
  if (abs === undefined && expected === 0) return EXACT;
  return Math.max(abs ?? 0, relative);
}
