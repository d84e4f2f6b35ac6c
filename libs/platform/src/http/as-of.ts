import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, ValidateBy } from 'class-validator';
import { BadRequestProblem } from '../problems/http-problems.js';
import { isInstant } from './instant.js';

const MESSAGE = 'must be a date and time with its offset, as 2026-01-31T12:00:00Z';

/** A date and time with its offset from UTC. */
export const IsInstant = (): PropertyDecorator =>
  ValidateBy({ name: 'instant', validator: { validate: isInstant, defaultMessage: () => MESSAGE } });

/** The moment of the past that is asked for. */
export const AsOf = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({ description: 'As it was then; now where it is left out.', format: 'date-time' }),
    IsOptional(),
    IsInstant(),
  );

export class AsOfQuery {
  @AsOf()
  readonly asOf?: string;
}

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

/** The same of a query that nothing has checked yet. @throws BadRequestProblem */
export function asOfIn(query: unknown, now: number): number | undefined {
  const { asOf } = (query ?? {}) as { readonly asOf?: unknown };
  if (asOf === undefined) return undefined;
  if (isInstant(asOf)) return pastInstant('asOf', asOf, now);
  throw new BadRequestProblem('VALIDATION_FAILED', 'asOf is no instant', {
    errors: [{ path: 'asOf', value: asOf, message: MESSAGE }],
  });
}
