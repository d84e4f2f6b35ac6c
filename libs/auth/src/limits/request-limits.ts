import type { IncomingHttpHeaders } from 'node:http';
import type { BlockList } from 'node:net';
import { clientAddress } from '@assay/platform';
import type { RateLimiter, Refusal } from '@assay/rate-limit';
import type { Principal } from '../principal.js';
import { addressGroup } from './address-group.js';
import type { LimitPolicy } from './rate-limited.problem.js';
import { RateLimitedProblem } from './rate-limited.problem.js';

/** What of a request tells where it comes from. */
export interface RequestOrigin {
  readonly headers: IncomingHttpHeaders;
  /** The connection; requests that are made up in tests may have none. */
  readonly socket?: { readonly remoteAddress?: string | undefined };
}

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
}

type Answer = RateLimitedProblem | undefined;

/** How many requests are let through: by address before anybody is asked who calls, by key afterwards. */
export class RequestLimits {
  constructor(private readonly parts: RequestLimitsParts) {}

  ofAddress({ headers, socket }: RequestOrigin): Answer | Promise<Answer> {
    const { perAddress, trustedProxies } = this.parts;
    const connection = socket?.remoteAddress;
    if (perAddress === undefined || connection === undefined) return undefined;
    const forwarded = headers['x-forwarded-for'];
    const address =
      forwarded === undefined
        ? connection
        : clientAddress(connection, [forwarded].flat().join(','), trustedProxies);
    return taken(perAddress, `address:${addressGroup(address)}`);
  }

  /** People have no key: the limit of their address is theirs. */
  ofCaller({ kind, actor }: Principal): Answer | Promise<Answer> {
    const { perKey } = this.parts;
    return perKey === undefined || kind !== 'client' ? undefined : taken(perKey, actor);
  }

  async close(): Promise<void> {
    await this.parts.perKey?.limiter.close();
    await this.parts.perAddress?.limiter.close();
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
