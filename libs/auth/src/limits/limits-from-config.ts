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

/** Where there is a lender, all processes share a limit; else each keeps it. */
function kept(policy: LimitPolicy, lender: RedisLender | undefined): KeptLimit | undefined {
  if (policy.perSecond === 0) return undefined;
  const limit = perSecond(policy.perSecond);
  const limiter = lender ? new SharedRateLimiter({ limit, lender, now }) : new LocalRateLimiter(limit, now);
  return { policy, limiter };
}

/** The limits that the configuration of a service asks for. */
export function limitsFromConfig({
  rateLimits: { perKey, perAddress } = DEFAULT_RATE_LIMITS,
  trustedProxies = THIS_MACHINE,
  sticky,
}: LimitsConfig): RequestLimits {
  const isShared = sticky?.kind === 'redis' && (perKey > 0 || perAddress > 0);
  const lender = isShared ? new RedisLender({ url: sticky.url }) : undefined;
  return new RequestLimits({
    perKey: kept({ name: 'key', perSecond: perKey }, lender),
    perAddress: kept({ name: 'address', perSecond: perAddress }, lender),
    trustedProxies: networksOf(trustedProxies) ?? new BlockList(),
    ...(lender && { lender }),
  });
}
