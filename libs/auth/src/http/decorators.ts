import type { ExecutionContext } from '@nestjs/common';
import { createParamDecorator, SetMetadata } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Principal, Role } from '../principal.js';
import { principalOf } from './request-principal.js';

/** Metadata key of the least role that a controller or method needs. */
export const ROLE_METADATA = 'assay:role';

/**
 * The least role that may call a controller or method; without it, only `admin` may.
 * @example @Roles('viewer')
 */
export const Roles = (least: Role): ReturnType<typeof SetMetadata> => SetMetadata(ROLE_METADATA, least);

const fromContext = (context: ExecutionContext): Principal =>
  principalOf(context.switchToHttp().getRequest<FastifyRequest>());

/** Parameter: who calls. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  fromContext(context),
);

/** Parameter: the actor that goes into the events of this call. */
export const Actor = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => fromContext(context).actor,
);
