import type { Principal } from '@assay/auth';
import { principalOf } from '@assay/auth';
import type { Once } from '@assay/platform';
import { documentsIdempotencyKey, onceOf } from '@assay/platform';
import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Who asks for something to be done, and whether it is the same request as one before. */
export interface Asker extends Pick<Principal, 'project' | 'actor'> {
  readonly once: Once | undefined;
}

/** Parameter: who asks; with the same `Idempotency-Key` the command is carried out once. */
export const CurrentAsker = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Asker => {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { project, actor } = principalOf(request);
    return { project, actor, once: onceOf(request) };
  },
  [documentsIdempotencyKey],
);
