import type { BlockList } from 'node:net';
import { clientAddress } from '@assay/platform';
import type { RateLimiter, Refusal } from '@assay/rate-limit';
import { Recent } from '@assay/rate-limit';
import type { FastifyRequest } from 'fastify';
import type { Principal } from '../principal.js';
import { addressGroup } from './address-group.js';
import type { LimitPolicy } from './rate-limited.problem.js';
import { RateLimitedProblem } from './rate-limited.problem.js';

/** What of a request tells where it comes from: `ip` is that of the connection. */
export type RequestOrigin = Pick<FastifyRequest, 'headers' | 'ip'>;

/** A limit with whoever keeps it. */
export interface KeptLimit {
  readonly policy: LimitPolicy;
  readonly limiter: RateLimiter;
}

export interface RequestLimitsParts {
  /** Undefined: no limit. */
  readonly perKey: KeptLimit | undefined;
  readonly perAddress: KeptLimit | undefined;
  readonly trustedProxies: BlockList;
  /** What both limits borrow from; closed when they have given back. */
  readonly lender?: { close(): void };
}

type Answer = RateLimitedProblem | undefined;

/** How many requests are let through: by address before anybody is asked who calls, by key afterwards. */
export class RequestLimits {
  private readonly names = new Recent((address) => `address:${addressGroup(address)}`);

  constructor(private readonly parts: RequestLimitsParts) {}

  ofAddress(request: RequestOrigin): Answer | Promise<Answer> {
    const { perAddress } = this.parts;
    return perAddress === undefined ? undefined : taken(perAddress, this.groupOf(request));
  }

  /** Whom a request is counted with: those behind one address, as far as proxies that are trusted name it. */
  groupOf({ headers, ip }: RequestOrigin): string {
    const forwarded = headers['x-forwarded-for'];
    const { trustedProxies } = this.parts;
    const address =
      forwarded === undefined ? ip : clientAddress(ip, [forwarded].flat().join(','), trustedProxies);
    return this.names.of(address);
  }

  /** People have no key: the limit of their address is theirs. */
  ofCaller({ kind, actor }: Principal): Answer | Promise<Answer> {
    const { perKey } = this.parts;
    return perKey === undefined || kind !== 'client' ? undefined : taken(perKey, actor);
  }

  async close(): Promise<void> {
    const { perKey, perAddress, lender } = this.parts;
    await perKey?.limiter.close();
    await perAddress?.limiter.close();
    lender?.close();
  }
}

function taken({ policy, limiter }: KeptLimit, name: string): Answer | Promise<Answer> {
  const refusal = limiter.take(name);
  if (refusal === undefined) return undefined;
  return refusal instanceof Promise
    ? refusal.then((late) => problemOf(policy, late))
    : problemOf(policy, refusal);
}

const problemOf = (policy: LimitPolicy, refusal: Refusal | undefined): Answer =>
  refusal && new RateLimitedProblem(policy, refusal.retryAfterMs);
