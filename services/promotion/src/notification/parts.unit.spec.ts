import { backOff, MOST_ATTEMPTS } from './delivery/back-off.js';
import { SecretBox } from './channel/secret-box.js';
import { shownTarget, takes } from './channel/channel.js';
import { isSigned, signatureHeaders } from './send/sign-webhook.js';
import { notificationSettings } from './settings.js';

const KEY = 'a-secret-of-thirty-two-characters';

describe('how long is waited between tries', () => {
  const waits = Array.from({ length: MOST_ATTEMPTS }, (_, n) => backOff(n + 1, 'd1'));

  it('is twice as long each time, up to a quarter of an hour and a fifth', () => {
    expect(waits[0]).toBeGreaterThanOrEqual(1_000);
    expect(waits[0]).toBeLessThanOrEqual(1_200);
    expect(waits[1]).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(15 * 60_000 * 1.2);
    expect([...waits].sort((a, b) => a - b)).toEqual(waits);
  });

  it('differs between deliveries that failed together', () => {
    expect(new Set(['a', 'b', 'c', 'd', 'e'].map((id) => backOff(10, id))).size).toBe(5);
  });
});

describe('secrets of channels', () => {
  const box = new SecretBox(KEY);

  it('are read back, with the same key at the same place', () => {
    const sealed = box.seal('hooks.slack.test/T1/secret', 'default/ops');
    expect(sealed.includes('secret')).toBe(false);
    expect(box.open(sealed, 'default/ops')).toBe('hooks.slack.test/T1/secret');
    expect(box.open(sealed, 'default/other')).toBeUndefined();
    expect(new SecretBox(`${KEY}!`).open(sealed, 'default/ops')).toBeUndefined();
    sealed[20] = (sealed[20] ?? 0) ^ 1;
    expect(box.open(sealed, 'default/ops')).toBeUndefined();
  });

  it('cannot be kept without a key', () => {
    expect(() => new SecretBox(undefined).seal('x', 'y')).toThrow('NOTIFICATION_SECRET_KEY');
  });

  it('are not shown', () => {
    expect(shownTarget({ kind: 'slack', url: 'https://hooks.slack.test/T1/secret' })).toBe(
      'hooks.slack.test',
    );
    expect(shownTarget({ kind: 'pagerduty', routingKey: 'abc' })).toBe('PagerDuty');
  });
});

describe('what a channel takes', () => {
  const critical = { level: 'critical', kind: 'alert.raised' } as const;

  it.each([
    [{ enabled: true, levels: ['critical'], kinds: [] }, true],
    [{ enabled: true, levels: ['critical'], kinds: ['alert'] }, true],
    [{ enabled: true, levels: ['critical'], kinds: ['promotion', 'alert.raised'] }, true],
    [{ enabled: true, levels: ['critical'], kinds: ['alert.resolved', 'al'] }, false],
    [{ enabled: true, levels: ['info', 'warning'], kinds: [] }, false],
    [{ enabled: false, levels: ['critical'], kinds: [] }, false],
  ] as const)('%j: %s', (channel, isTaken) => {
    expect(takes(channel, critical)).toBe(isTaken);
  });
});

describe('the signature of a webhook', () => {
  const signed = { id: 'm1', timestamp: 1_772_000_000, body: '{"a":1}' };
  const signature = signatureHeaders(signed, KEY)['webhook-signature'] ?? '';
  const check = { secret: KEY, now: signed.timestamp + 60 };

  it('shows who sent it, and when', () => {
    expect(isSigned(signed, signature, check)).toBe(true);
    expect(isSigned(signed, `v1,AAAA ${signature}`, check)).toBe(true);
  });

  it.each([
    ['another body', { ...signed, body: '{"a":2}' }, check],
    ['another time', { ...signed, timestamp: signed.timestamp + 1 }, check],
    ['another id', { ...signed, id: 'm2' }, check],
    ['another secret', signed, { ...check, secret: 'other' }],
    ['a repeat much later', signed, { ...check, now: signed.timestamp + 301 }],
    ['a time to come', signed, { ...check, now: signed.timestamp - 301 }],
  ])('does not hold for %s', (_, given, how) => {
    expect(isSigned(given, signature, how)).toBe(false);
  });
});

describe('settings', () => {
  const config = { jwt: { key: { kind: 'secret', secret: KEY } } } as const;

  it('have defaults, and the secret of tokens where none is given', () => {
    const settings = notificationSettings({}, config);
    expect(settings).toMatchObject({ linkBase: '', secretKey: KEY });
    expect(settings.mail).toBeUndefined();
    expect(settings.allowed.check('127.0.0.1')).toBe(false);
  });

  it.each([
    [{ NOTIFICATION_ALLOWED_NETWORKS: '10.0.0/8' }, 'NOTIFICATION_ALLOWED_NETWORKS'],
    [{ SMTP_URL: 'smtp://mail' }, 'SMTP_FROM'],
    [{ SMTP_URL: 'http://mail', SMTP_FROM: 'a@b.c' }, 'SMTP_URL'],
    [{ NOTIFICATION_SECRET_KEY: 'short' }, 'NOTIFICATION_SECRET_KEY'],
    [{ NOTIFICATION_LINK_BASE: 'ftp://x' }, 'NOTIFICATION_LINK_BASE'],
  ])('are refused by name: %j', (env, variable) => {
    expect(() => notificationSettings(env, config)).toThrow(variable);
  });
});
