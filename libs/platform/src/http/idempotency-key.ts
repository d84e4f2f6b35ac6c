import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ValidationProblem } from '../problems/validation.problem.js';

const LONGEST = 255;

/**
 * The `Idempotency-Key` of a request, or undefined.
 * @throws ValidationProblem for one that is empty or longer than 255 characters
 */
export function idempotencyKeyOf(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && header.length > 0 && header.length <= LONGEST) return header;
  throw new ValidationProblem([
    { path: 'Idempotency-Key', value: header, message: 'must be one key of 1 to 255 characters' },
  ]);
}

/** Parameter: the `Idempotency-Key` of the request; with the same one a command is carried out once. */
export const IdempotencyKey = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  idempotencyKeyOf(context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key']),
);
