import { eventually, freePort } from '@assay/testing';
import type { RedisStickyOptions } from '../src/index.js';
import { RedisStickyStore } from '../src/index.js';
import { retryDelay } from '../src/redis/redis-connection.js';
import type { FakeRedis } from './fake-redis.js';
import { startFakeRedis } from './fake-redis.js';
import { startHangingServer } from './hanging-server.js';
import { entryOf, keyOf } from './sticky-fixtures.js';

const KEY = keyOf('visitor-1');
const UNAVAILABLE = { outcome: 'unavailable' };

async function using(
  options: RedisStickyOptions,
  work: (store: RedisStickyStore) => Promise<void>,
): Promise<void> {
  const store = new RedisStickyStore(options);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

async function everyMethodIsUnavailable(store: RedisStickyStore): Promise<void> {
  expect(await store.get(KEY)).toEqual(UNAVAILABLE);
  expect(await store.putIfAbsent(KEY, entryOf(KEY, 'control'))).toEqual(UNAVAILABLE);
  await store.confirm([KEY]);
}

describe('RedisStickyStore without Redis', () => {
  it('answers "unavailable" when nobody listens', async () => {
    const url = `redis://127.0.0.1:${String(await freePort())}`;
    await using({ url }, everyMethodIsUnavailable);
  });

  it('answers "unavailable" when the other side takes the connection and never answers', async () => {
    const server = await startHangingServer();
    await using({ url: server.url }, everyMethodIsUnavailable);
    await server.close();
  });
});

describe('RedisStickyStore when Redis falls silent', () => {
  let redis: FakeRedis;

  beforeEach(async () => {
    redis = await startFakeRedis();
  });

  afterEach(async () => {
    await redis.close();
  });

  const answering = (store: RedisStickyStore) =>
    eventually(async () => (await store.get(KEY)).outcome === 'missing');

  it('gives up waiting, and says so', async () => {
    await using({ url: redis.url }, async (store) => {
      await answering(store);
      redis.silence(true);
      expect(await store.get(KEY)).toEqual(UNAVAILABLE);
    });
  });

  it('leaves Redis alone after a few failures, and comes back when it answers again', async () => {
    await using({ url: redis.url, failuresToOpen: 3, restMs: 200 }, async (store) => {
      await answering(store);
      redis.silence(true);
      for (let attempt = 0; attempt < 3; attempt += 1) await store.get(KEY);
      const asked = redis.gets();
      await Promise.all(Array.from({ length: 20 }, () => store.get(KEY)));
      expect(redis.gets()).toBe(asked);
      redis.silence(false);
      await answering(store);
    });
  });

  it('control run: with the breaker switched off every question reaches the silent Redis', async () => {
    await using({ url: redis.url, failuresToOpen: 1_000_000 }, async (store) => {
      await answering(store);
      redis.silence(true);
      for (let attempt = 0; attempt < 3; attempt += 1) await store.get(KEY);
      const asked = redis.gets();
      await Promise.all(Array.from({ length: 20 }, () => store.get(KEY)));
      await eventually(() => redis.gets() >= asked + 20);
    });
  });
});

describe('retryDelay', () => {
  it('grows, is spread, and has an upper bound', () => {
    expect([1, 2, 3, 50].map((attempt) => retryDelay(attempt, () => 0))).toEqual([50, 100, 200, 1_000]);
    expect([1, 50].map((attempt) => retryDelay(attempt, () => 0.5))).toEqual([75, 1_500]);
  });
});
