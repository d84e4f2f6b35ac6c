import { PUBLIC_METADATA } from '@assay/platform';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Authenticator } from '../authenticator.js';
import type { Principal, Role } from '../principal.js';
import { includesRole } from '../principal.js';
import { RoleRequiredProblem } from '../problems/auth-problems.js';
import { ROLE_METADATA } from './decorators.js';
import { rememberPrincipal } from './request-principal.js';

/** Guards every controller: public ones say so; all others need a person with a role, `admin` if none is named. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Handlers of the log are called by the bus, not by a caller with credentials.
    if (context.getType() !== 'http' || this.metadata(context, PUBLIC_METADATA) !== undefined) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.authenticator.authenticate(request.headers);
    const needed = this.metadata<Role>(context, ROLE_METADATA) ?? 'admin';
    if (!holds(principal, needed)) throw new RoleRequiredProblem(needed, principal);
    rememberPrincipal(request, principal);
    return true;
  }

  private metadata<Value>(context: ExecutionContext, key: string): Value | undefined {
    return this.reflector.getAllAndOverride<Value | undefined>(key, [
      context.getHandler(),
      context.getClass(),
    ]);
  }
}

const holds = (principal: Principal, needed: Role): boolean =>
  principal.kind === 'person' && includesRole(principal.role, needed);
