import { createHash, timingSafeEqual } from 'node:crypto';
import { Authenticator, includesRole, rememberPrincipal } from '@assay/auth';
import { ForbiddenProblem, UnauthorizedProblem } from '@assay/platform';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DEFAULTS } from '../promotion-handling/eligibility.service.js';
import type { PromotionDefaults } from '../settings/promotion-terms.js';

const NEEDED = 'approver';
const BEARER = /^Bearer +(\S+) *$/i;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Lets a scheduler through that knows the secret, and people who may promote. */
@Injectable()
export class AutoCheckGuard implements CanActivate {
  private readonly secret: Buffer | null;

  constructor(
    private readonly authenticator: Authenticator,
    @Inject(DEFAULTS) { cronSecret }: PromotionDefaults,
  ) {
    this.secret = cronSecret === null ? null : digest(cronSecret);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const given = givenSecret(request);
    if (given !== undefined) {
      if (this.isSecret(given)) return true;
      const detail =
        this.secret === null
          ? 'there is no secret here: set AUTO_PROMOTION_CRON_SECRET'
          : 'this is not the secret';
      throw new UnauthorizedProblem('CRON_SECRET_INVALID', detail);
    }
    const [, bearer] = BEARER.exec(request.headers.authorization ?? '') ?? [];
    if (bearer !== undefined && this.isSecret(bearer)) return true;
    const principal = await this.authenticator.authenticate(request.headers);
    if (principal.kind !== 'person' || !includesRole(principal.role, NEEDED))
      throw new ForbiddenProblem(
        'ROLE_REQUIRED',
        `this needs the role ${NEEDED}, or the secret of the scheduler`,
      );
    rememberPrincipal(request, principal);
    return true;
  }

  /** Digests are as long as each other, whatever was given, and comparing them takes the same time. */
  private isSecret(given: string): boolean {
    return this.secret !== null && timingSafeEqual(digest(given), this.secret);
  }
}

function givenSecret({ headers, body }: FastifyRequest): string | undefined {
  const header = headers['x-cron-secret'];
  if (typeof header === 'string') return header;
  const { cronSecret } = (body ?? {}) as { readonly cronSecret?: unknown };
  return typeof cronSecret === 'string' ? cronSecret : undefined;
}
