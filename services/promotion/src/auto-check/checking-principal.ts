import { knownPrincipal } from '@assay/auth';
import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** Parameter: the person who asks for a check; undefined for a scheduler. */
export const CheckingPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  knownPrincipal(context.switchToHttp().getRequest<FastifyRequest>()),
);
