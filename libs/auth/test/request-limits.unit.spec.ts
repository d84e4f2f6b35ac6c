import { networksOf } from '@assay/platform';
import { LocalRateLimiter, perSecond } from '@assay/rate-limit';
import { BlockList } from 'node:net';
import { addressGroup } from '../src/limits/address-group.js';
import { limitsFromConfig } from '../src/limits/limits-from-config.js';
import type { LimitPolicy } from '../src/limits/rate-limited.problem.js';
import { RequestLimits } from '../src/limits/request-limits.js';
import type { Principal } from '../src/principal.js';

const client = (id: string): Principal => ({ kind: 'client', actor: `key:${id}`, project: 'p', scopes: [] });
const from = (ip: string, forwardedFor?: string) => ({
  headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
  ip,
});

function limitsOf(rate: number) {
  const kept = (name: LimitPolicy['name']) => ({
    policy: { name, perSecond: rate },
    limiter: new LocalRateLimiter(perSecond(rate), () => 0),
  });
  const trustedProxies = networksOf(['127.0.0.1/32']) ?? new BlockList();
  return new RequestLimits({ perKey: kept('key'), perAddress: kept('address'), trustedProxies });
}

describe('limits of requests', () => {
  it('count keys and addresses by themselves', () => {
    const limits = limitsOf(1);
    expect([limits.ofCaller(client('a')), limits.ofCaller(client('b'))]).toEqual([undefined, undefined]);
    expect(limits.ofCaller(client('a'))).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    expect(limits.ofAddress(from('192.0.2.1'))).toBeUndefined();
    expect(limits.ofAddress(from('192.0.2.2'))).toBeUndefined();
    expect(limits.ofAddress(from('192.0.2.1'))).toBeDefined();
  });

  it('say which limit it is, and when to come again', () => {
    const limits = limitsOf(2);
    for (let asked = 0; asked < 2; asked += 1) void limits.ofCaller(client('a'));
    expect(limits.ofCaller(client('a'))).toMatchObject({
      detail: 'there are more than 2 requests a second with this API key',
      headers: { 'retry-after': '1', 'ratelimit-policy': '"key";q=2;w=1', ratelimit: '"key";r=0;t=1' },
      extensions: { limit: 'key', perSecond: 2, retryAfterMs: 500 },
    });
  });

  it('believe those who pass requests on, and nobody else', () => {
    const limits = limitsOf(1);
    expect(limits.ofAddress(from('127.0.0.1', '203.0.113.1'))).toBeUndefined();
    expect(limits.ofAddress(from('127.0.0.1', '203.0.113.2'))).toBeUndefined();
    expect(limits.ofAddress(from('127.0.0.1', '203.0.113.2'))).toBeDefined();
    expect(limits.ofAddress(from('198.51.100.1', '1.1.1.1'))).toBeUndefined();
    expect(limits.ofAddress(from('198.51.100.1', '2.2.2.2'))).toBeDefined();
  });

  it('leave people alone, whose addresses are counted', () => {
    const limits = limitsOf(1);
    const alice: Principal = { kind: 'person', actor: 'user:alice', project: 'p', role: 'admin' };
    expect([limits.ofCaller(alice), limits.ofCaller(alice)]).toEqual([undefined, undefined]);
  });

  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:ffff::', '2001:db8:0:0::/64'],
    ['2001:0db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['nonsense', 'nonsense'],
  ])('count %s as %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });

  it('are none where the configuration says 0, and far away where it says nothing', async () => {
    const none = limitsFromConfig({ rateLimits: { perKey: 0, perAddress: 0 } });
    const usual = limitsFromConfig({});
    for (let asked = 0; asked < 10_000; asked += 1) {
      expect(none.ofCaller(client('a'))).toBeUndefined();
      expect(usual.ofCaller(client('a'))).toBeUndefined();
    }
    await Promise.all([none.close(), usual.close()]);
  });
});
