import { describeWith, eventually, redisUrl } from '@assay/testing';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { LayeredStickyStore, RedisStickyStore, stickyKeyText } from '../src/index.js';
import { entryOf, keyOf } from './sticky-fixtures.js';
import { stickyStoreContract } from './sticky-store.contract.js';

describeWith('redis', 'RedisStickyStore', () => {
  const url = redisUrl() ?? '';
  // A store in a busy test run may take longer than it may in production.
  const open = async (keyPrefix: string, timeToLiveMs?: number): Promise<RedisStickyStore> => {
    const lifetime = timeToLiveMs === undefined ? {} : { timeToLiveMs };
    const store = new RedisStickyStore({ url, keyPrefix, timeoutMs: 5_000, ...lifetime });
    await eventually(async () => (await store.get(keyOf('ready?'))).outcome === 'missing');
    return store;
  };
  const anyPrefix = () => `test-${randomUUID()}:`;

  describe('keeps the contract', () => stickyStoreContract(() => open(anyPrefix())));

  describe('behind memory keeps the contract', () =>
    stickyStoreContract(async () => new LayeredStickyStore({ shared: await open(anyPrefix()) })));

  it('is shared between processes: the first of two stores wins', async () => {
    const prefix = anyPrefix();
    const [here, there] = [await open(prefix), await open(prefix)];
    const key = keyOf('visitor-1');
    await here.putIfAbsent(key, entryOf(key, 'control'));
    expect(await there.putIfAbsent(key, entryOf(key, 'treatment'))).toEqual({
      outcome: 'found',
      entry: entryOf(key, 'control'),
    });
    await Promise.all([here.close(), there.close()]);
  });

  it('does not serve what is no entry, and replaces it', async () => {
    const prefix = anyPrefix();
    const store = await open(prefix);
    const raw = new Redis(url);
    const key = keyOf('visitor-1');
    await raw.set(`${prefix}sticky:${stickyKeyText(key)}`, '1{"type":"Something"');
    expect(await store.get(key)).toEqual({ outcome: 'missing' });
    await store.putIfAbsent(key, entryOf(key, 'control'));
    expect(await store.get(key)).toEqual({ outcome: 'found', entry: entryOf(key, 'control') });
    raw.disconnect();
    await store.close();
  });

  it('lets entries expire where a time to live is set, and confirming does not lengthen it', async () => {
    const prefix = anyPrefix();
    const store = await open(prefix, 60_000);
    const raw = new Redis(url);
    const key = keyOf('visitor-1');
    await store.putIfAbsent(key, entryOf(key, 'control'));
    await store.confirm([key]);
    const left = await raw.pttl(`${prefix}sticky:${stickyKeyText(key)}`);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(66_000);
    raw.disconnect();
    await store.close();
  });
});
