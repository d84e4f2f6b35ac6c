import { describeWith, eventually, freePort, redisUrl, startSource } from '@assay/testing';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { perSecond, RedisLender, SharedRateLimiter } from '../src/index.js';

const PROCESSES = 4;
const ASKS = 2_500;
const BURST = 5_000;

describeWith('redis', 'a limit that processes share through Redis', () => {
  const url = redisUrl() ?? '';

  async function grantedTo(env: Readonly<Record<string, string>>): Promise<number> {
    const name = randomUUID();
    const asked = { REDIS_URL: url, NAME: name, ASKS: String(ASKS), BURST: String(BURST), ...env };
    const processes = Array.from({ length: PROCESSES }, () =>
      startSource('libs/rate-limit/test/limiting-process.ts', asked),
    );
    const counts = await Promise.all(
      processes.map(async (process) => {
        const [, count = '0'] = await process.printed(/granted (\d+)/);
        await process.exited;
        return Number(count);
      }),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  it('lets through what it allows, within 1 %: 4 processes, 10,000 requests, a burst of 5,000', async () => {
    const granted = await grantedTo({ PER_SECOND: '0.001' });
    expect(Math.abs(granted - BURST)).toBeLessThanOrEqual(BURST / 100);
  });

  it('control run: with a bucket in each process everything comes through', async () => {
    expect(await grantedTo({ PER_SECOND: '0.001', SHARED: 'false' })).toBe(PROCESSES * ASKS);
  });

  it('refills by the clock of Redis, and tells when there is something again', async () => {
    const lender = new RedisLender({ url, timeoutMs: 5_000 });
    const limit = { perSecond: 20, burst: 2 };
    const request = { name: randomUUID(), limit, wanted: 5, back: 0 };
    const first = await eventually(async () => (await lender.borrow(request)) ?? false);
    expect(first).toEqual({ tokens: 2, waitMs: 0 });
    const refused = await lender.borrow(request);
    expect(refused?.tokens).toBe(0);
    expect(refused?.waitMs).toBeGreaterThan(0);
    expect(refused?.waitMs).toBeLessThanOrEqual(50);
    await eventually(async () => ((await lender.borrow({ ...request, wanted: 1 }))?.tokens ?? 0) > 0);
    await lender.borrow({ ...request, wanted: 0, back: 100 });
    expect((await lender.borrow(request))?.tokens).toBe(2);
    lender.close();
  });
});

describe('a limit without Redis', () => {
  it.each(['away', 'hung'] as const)('refuses nobody who keeps it while Redis is %s', async (how) => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => sockets.add(socket).size);
    const port = await freePort();
    if (how === 'hung') await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const lender = new RedisLender({ url: `redis://127.0.0.1:${String(port)}` });
    const limiter = new SharedRateLimiter({ limit: perSecond(1_000), lender, now: () => 0 });
    const answers = await Promise.all(Array.from({ length: 1_500 }, async () => limiter.take('a')));
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1_000);
    await limiter.close();
    lender.close();
    for (const socket of sockets) socket.destroy();
    if (how === 'hung') expect((server.address() as AddressInfo | null)?.port).toBe(port);
    server.close();
  });
});
