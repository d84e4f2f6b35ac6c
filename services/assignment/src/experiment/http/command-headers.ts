import { idempotencyKeyOf } from '@assay/platform';
import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandTarget } from '../experiment-log.js';
import { versionOf } from './if-match.js';

/** What the headers of a command ask for. */
export type Asked = Omit<CommandTarget, 'experiment'>;

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
