import { networksOf } from '@assay/platform';
import { ingestOptions } from './ingest-options.js';

const DAY_MS = 86_400_000;

describe('the options of an installation', () => {
  it('are 400 days, and the proxies of this machine', () => {
    const { latenessMs, trustedProxies } = ingestOptions({});
    expect(latenessMs).toBe(400 * DAY_MS);
    expect(trustedProxies.check('127.0.0.1')).toBe(true);
    expect(trustedProxies.check('10.0.0.1')).toBe(false);
  });

  it('come from the environment', () => {
    const options = ingestOptions({
      INGEST_LATENESS_DAYS: '30',
      INGEST_TRUSTED_PROXIES: '10.0.0.0/8, fd00::/8',
    });
    expect(options.latenessMs).toBe(30 * DAY_MS);
    expect(options.trustedProxies.check('10.200.0.1')).toBe(true);
    expect(options.trustedProxies.check('fd00::1', 'ipv6')).toBe(true);
    expect(options.trustedProxies.check('127.0.0.1')).toBe(false);
  });

  it.each([
    ['INGEST_LATENESS_DAYS', '0'],
    ['INGEST_LATENESS_DAYS', 'ever'],
    ['INGEST_TRUSTED_PROXIES', 'everyone'],
  ])('%s=%s is refused by name', (variable, value) => {
    expect(() => ingestOptions({ [variable]: value })).toThrow(variable);
  });
});

describe('a set of networks', () => {
  it.each(['10.0.0.0/33', '10.0.0/8', '::1/129', '1.2.3.4/', '1.2.3.4/8/8', '', 'x/8', '10.0.0.0/-1'])(
    'does not take "%s"',
    (cidr) => {
      expect(networksOf([cidr])).toBeUndefined();
    },
  );

  it('holds single addresses, too', () => {
    expect(networksOf(['192.0.2.7'])?.check('192.0.2.7')).toBe(true);
    expect(networksOf(['192.0.2.7'])?.check('192.0.2.8')).toBe(false);
  });
});
