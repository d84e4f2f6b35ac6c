import type { Lender, Loan, LoanRequest } from '../src/index.js';
import { LocalRateLimiter, perSecond, SharedRateLimiter, TokenBucket } from '../src/index.js';

const LIMIT = { perSecond: 10, burst: 20 };

class Watch {
  at = 1_000_000;
  readonly now = (): number => this.at;
}

describe('a token bucket', () => {
  it('gives its burst, then one for each refill, and says when', () => {
    const bucket = new TokenBucket(LIMIT, 0);
    for (let taken = 0; taken < 20; taken += 1) expect(bucket.take(0)).toBeUndefined();
    expect(bucket.take(0)).toEqual({ retryAfterMs: 100 });
    expect(bucket.take(50)).toEqual({ retryAfterMs: 50 });
    expect(bucket.take(100)).toBeUndefined();
    expect(bucket.take(100)).toEqual({ retryAfterMs: 100 });
  });

  it('holds no more than its burst, and is not filled by a clock that goes back', () => {
    const bucket = new TokenBucket(LIMIT, 0);
    for (let taken = 0; taken < 20; taken += 1) expect(bucket.take(1e9)).toBeUndefined();
    expect(bucket.take(1e9)).toBeDefined();
    expect(bucket.take(0)).toBeDefined();
  });

  it('allows one at a time where less than one a second is allowed', () => {
    const bucket = new TokenBucket(perSecond(0.5), 0);
    expect([bucket.take(0), bucket.take(0)]).toEqual([undefined, { retryAfterMs: 2_000 }]);
  });
});

describe('a limiter of one process', () => {
  it('counts each name by itself', () => {
    const watch = new Watch();
    const limiter = new LocalRateLimiter(perSecond(1), watch.now);
    expect([limiter.take('a'), limiter.take('b')]).toEqual([undefined, undefined]);
    expect(limiter.take('a')).toEqual({ retryAfterMs: 1_000 });
    watch.at += 1_000;
    expect(limiter.take('a')).toBeUndefined();
  });

  it('forgets those who came first when too many have come', () => {
    const limiter = new LocalRateLimiter(perSecond(1), () => 0);
    for (let name = 0; name < 50_000; name += 1) limiter.take(`n${String(name)}`);
    expect(limiter.take('n0')).toBeDefined();
    limiter.take('one more');
    expect(limiter.take('n0')).toBeUndefined();
  });
});

/** A bucket in memory that lends as the one in Redis does, to several limiters. */
class SharedBucket implements Lender {
  tokens = LIMIT.burst * 50;
  away = false;
  readonly requests: LoanRequest[] = [];

  borrow(request: LoanRequest): Promise<Loan | undefined> {
    this.requests.push(request);
    if (this.away) return Promise.resolve(undefined);
    this.tokens += request.back;
    const wanted = request.wanted === 0 ? 0 : Math.max(request.wanted, Math.ceil(this.tokens / 16));
    const tokens = Math.min(this.tokens, wanted);
    this.tokens -= tokens;
    return Promise.resolve({ tokens, waitMs: tokens === 0 ? 500 : 0 });
  }
}

describe('a limiter that shares', () => {
  const open: SharedRateLimiter[] = [];
  afterEach(async () => {
    for (const limiter of open.splice(0)) await limiter.close();
  });

  function limitersOn(lender: Lender, count = 1) {
    const watch = new Watch();
    const limiters = Array.from(
      { length: count },
      () => new SharedRateLimiter({ limit: LIMIT, lender, now: watch.now }),
    );
    open.push(...limiters);
    return { watch, limiters, limiter: limiters[0] };
  }

  it('lets exactly as many through as the bucket has, over all processes', async () => {
    const bucket = new SharedBucket();
    const { limiters } = limitersOn(bucket, 4);
    let granted = 0;
    for (let round = 0; round < 600; round += 1)
      for (const limiter of limiters) if ((await limiter.take('a')) === undefined) granted += 1;
    expect(granted).toBe(1_000);
    // Far fewer questions than answers.
    expect(bucket.requests.length).toBeLessThan(300);
  });

  it('answers without asking while it has something to spend', async () => {
    const bucket = new SharedBucket();
    const { limiter } = limitersOn(bucket);
    await limiter.take('a');
    for (let taken = 1; taken < 32; taken += 1) expect(limiter.take('a')).toBeUndefined();
    expect(bucket.requests.length).toBeLessThanOrEqual(2);
  });

  it('asks once for all who come at the same time', async () => {
    const bucket = new SharedBucket();
    const { limiter } = limitersOn(bucket);
    const answers = await Promise.all(Array.from({ length: 1_200 }, async () => limiter.take('a')));
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1_000);
    expect(bucket.requests.length).toBeLessThan(20);
  });

  it('refuses by itself until the bucket has something again', async () => {
    const bucket = new SharedBucket();
    bucket.tokens = 0;
    const { limiter, watch } = limitersOn(bucket);
    expect(await limiter.take('a')).toEqual({ retryAfterMs: 500 });
    watch.at += 200;
    expect(limiter.take('a')).toEqual({ retryAfterMs: 300 });
    expect(bucket.requests).toHaveLength(1);
    bucket.tokens = 1;
    watch.at += 300;
    expect(await limiter.take('a')).toBeUndefined();
  });

  it('keeps the limit alone while the lender is away, and shares again afterwards', async () => {
    const bucket = new SharedBucket();
    bucket.away = true;
    const { limiter, watch } = limitersOn(bucket);
    for (let taken = 0; taken < LIMIT.burst; taken += 1) expect(await limiter.take('a')).toBeUndefined();
    expect(await limiter.take('a')).toEqual({ retryAfterMs: 100 });
    expect(bucket.requests).toHaveLength(1);
    bucket.away = false;
    bucket.tokens = 3;
    watch.at += 1_000;
    // Nobody waits for the answer whether it is back.
    expect(limiter.take('a')).toBeUndefined();
    await new Promise(setImmediate);
    expect([await limiter.take('a'), await limiter.take('a'), await limiter.take('a')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(await limiter.take('a')).toBeDefined();
  });

  it('gives back what it has not spent', async () => {
    const bucket = new SharedBucket();
    const { limiter } = limitersOn(bucket);
    await limiter.take('a');
    expect(bucket.tokens).toBeLessThan(999);
    await limiter.close();
    expect(bucket.tokens).toBe(999);
  });
});
