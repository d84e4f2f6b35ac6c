import { BlockList } from 'node:net';
import type { ServiceConfig } from '@assay/platform';
import { DEFAULT_RATE_LIMITS, networksOf } from '@assay/platform';
import { LocalRateLimiter, perSecond, RedisLender, SharedRateLimiter } from '@assay/rate-limit';
import type { LimitPolicy } from './rate-limited.problem.js';
import type { KeptLimit } from './request-limits.js';
import { RequestLimits } from './request-limits.js';

export type LimitsConfig = Partial<Pick<ServiceConfig, 'rateLimits' | 'trustedProxies' | 'sticky'>>;

const THIS_MACHINE = ['127.0.0.0/8', '::1/128'];
const now = (): number => performance.now();

/** Where there is a Redis, all processes share a limit; else each keeps it. */
function kept(policy: LimitPolicy, redisUrl: string | undefined): KeptLimit | undefined {
  if (policy.perSecond === 0) return undefined;
  const limit = perSecond(policy.perSecond);
  const limiter =
    redisUrl === undefined
      ? new LocalRateLimiter(limit, now)
      : new SharedRateLimiter({ limit, lender: new RedisLender({ url: redisUrl }), now });
  return { policy, limiter };
}

/** The limits that the configuration of a service asks for. */
export function limitsFromConfig({
  rateLimits: { perKey, perAddress } = DEFAULT_RATE_LIMITS,
  trustedProxies = THIS_MACHINE,
  sticky,
}: LimitsConfig): RequestLimits {
  const url = sticky?.kind === 'redis' ? sticky.url : undefined;
  return new RequestLimits({
    perKey: kept({ name: 'key', perSecond: perKey }, url),
    perAddress: kept({ name: 'address', perSecond: perAddress }, url),
    trustedProxies: networksOf(trustedProxies) ?? new BlockList(),
  });
}
