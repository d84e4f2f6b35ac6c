import { ValidationProblem } from '@assay/platform';
import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandTarget } from '../experiment-log.js';
import { versionOf } from './if-match.js';

const LONGEST_KEY = 255;

/** What the headers of a command ask for. */
export type Asked = Omit<CommandTarget, 'experiment'>;

/**
 * The `Idempotency-Key` of a request, or undefined.
 * @throws ValidationProblem for one that is empty or longer than 255 characters
 */
export function idempotencyKeyOf(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && header.length > 0 && header.length <= LONGEST_KEY) return header;
  throw new ValidationProblem([
    { path: 'Idempotency-Key', value: header, message: 'must be one key of 1 to 255 characters' },
  ]);
}

/** Parameter: version and idempotency key that the headers ask for. */
export const CommandHeaders = createParamDecorator((_data: unknown, context: ExecutionContext): Asked => {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  const expectedVersion = versionOf(headers['if-match']);
  const idempotencyKey = idempotencyKeyOf(headers['idempotency-key']);
  return {
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
});

/** The experiment of a command, with what headers and body ask for; the header counts where both do. */
export function targetOf(
  experiment: string,
  asked: Asked,
  { expectedVersion }: { readonly expectedVersion?: number },
): CommandTarget {
  const version = expectedVersion === undefined ? {} : { expectedVersion };
  return { experiment, ...version, ...asked };
}
