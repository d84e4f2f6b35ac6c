import { BadRequestProblem } from '../problems/http-problems.js';

/**
 * The instant of a request for the past.
 * @param path name of the field
 * @param value an instant (see `isInstant`)
 * @param now milliseconds since 1970
 * @returns milliseconds since 1970
 * @throws BadRequestProblem for the future: it is not known
 */
export function pastInstant(path: string, value: string, now: number): number {
  const instant = Date.parse(value);
  if (instant <= now) return instant;
  const message = `must not be after ${new Date(now).toISOString()}`;
  throw new BadRequestProblem('INSTANT_IN_FUTURE', `${path} lies in the future`, {
    errors: [{ path, value, message }],
  });
}
