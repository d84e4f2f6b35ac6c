import { LocalRateLimiter, RedisLender, SharedRateLimiter } from '../src/index.js';
import { eventually } from '@assay/testing';

/** Asks for as many as it is told to, and prints how many it was allowed. */
const { REDIS_URL = '', NAME = '', ASKS = '0', BURST = '0', PER_SECOND = '0', SHARED = 'true' } = process.env;
const limit = { perSecond: Number(PER_SECOND), burst: Number(BURST) };
const lender = new RedisLender({ url: REDIS_URL, timeoutMs: 5_000 });
const limiter =
  SHARED === 'true'
    ? new SharedRateLimiter({ limit, lender, now: Date.now })
    : new LocalRateLimiter(limit, Date.now);
await eventually(
  async () => (await lender.borrow({ name: 'probe', limit, wanted: 0, back: 0 })) !== undefined,
);

let granted = 0;
for (let asked = 0; asked < Number(ASKS); asked += 1)
  if ((await limiter.take(NAME)) === undefined) granted += 1;
await limiter.close();
lender.close();
process.stdout.write(`granted ${String(granted)}\n`);
