import type { Principal } from '@assay/auth';
import type { AssignmentFlip, EventEnvelope } from '@assay/contracts';
import { FixedClock } from '@assay/platform';
import type { AssignmentCarrier } from './assignment-carrier.js';
import { IdentitiesService } from './identities.service.js';

import type { ClaimedLink, IdentityClaims } from './identity-claims.js';
import type { IdentityLink, IdentityLinks } from './identity-links.js';

const WHO: Principal = { kind: 'client', actor: 'key:1', project: 'default', scopes: ['track'] };
const EARLIER = '2026-01-05T09:59:59.000Z';
const NOW = Date.parse('2026-01-05T10:00:00.000Z');

class AwayError extends Error {}

/** The first claim of an anonymous unit holds. */
const claimsFrom = (held: Map<string, ClaimedLink>): IdentityClaims => {
  const claim = (_: string, wanted: ClaimedLink) => {
    const holder = held.get(wanted.anonymous) ?? wanted;
    held.set(wanted.anonymous, holder);
    return Promise.resolve(holder);
  };
  return { claim } as unknown as IdentityClaims;
};

function serviceWith(
  known: readonly IdentityLink[] | 'away',
  log: 'there' | 'away' = 'there',
  flips: readonly AssignmentFlip[] = [],
  claims = claimsFrom(new Map()),
) {
  const published: EventEnvelope[] = [];
  const carried: IdentityLink[] = [];
  const bus = {
    publish: (events: readonly EventEnvelope[]) => {
      if (log === 'away') return Promise.reject(new AwayError('no broker'));
      published.push(...events);
      return Promise.resolve();
    },
  };
  const around = () =>
    known === 'away' ? Promise.reject(new AwayError('no database')) : Promise.resolve(known);
  const links = { around } as unknown as IdentityLinks;
  const carrier = {
    effectsOf: () => Promise.resolve({ carried: [], flips }),
    carry: (_: string, link: IdentityLink) => carried.push(link),
  } as unknown as AssignmentCarrier;
  const service = new IdentitiesService(bus, new FixedClock(NOW), links, claims, carrier);
  return { published, carried, service };
}

const NOTHING = { carried: [], flips: [] };
const LINK = { anonymous: 'a', user: 'u' };

describe('linking', () => {
  it('publishes the link with an id that is the same when it is sent again', async () => {
    const [first, second] = [serviceWith([]), serviceWith([])];
    expect(await first.service.link(WHO, LINK)).toEqual({ ...LINK, outcome: 'linked', ...NOTHING });
    await second.service.link(WHO, LINK);
    expect(first.published).toMatchObject([
      {
        subject: 'a',
        project: 'default',
        actor: 'key:1',
        data: { ...LINK, linkedAt: '2026-01-05T10:00:00.000Z' },
      },
    ]);
    expect(second.published[0]?.id).toBe(first.published[0]?.id);
  });

  it('records where the user had another variant already', async () => {
    const flips = [{ experiment: 'checkout', run: 1, from: 'control', to: 'treatment' }];
    const { service, published } = serviceWith([], 'there', flips);
    expect(await service.link(WHO, LINK)).toMatchObject({ outcome: 'linked', flips });
    expect(published).toMatchObject([{ data: { ...LINK, flips } }]);
  });

  it('publishes nothing where the anonymous unit is linked already', async () => {
    const { service, published } = serviceWith([{ anonymous: 'a', user: 'first' }]);
    expect(await service.link(WHO, LINK)).toEqual({
      ...NOTHING,
      anonymous: 'a',
      user: 'first',
      outcome: 'kept',
    });
    expect(published).toEqual([]);
  });

  it('keeps nobody from logging in while the read model is away', async () => {
    const { service, published } = serviceWith('away');
    expect(await service.link(WHO, LINK)).toMatchObject({ outcome: 'linked' });
    expect(published).toHaveLength(1);
  });

  it('completes the link that was claimed first, whoever comes second', async () => {
    const claims = claimsFrom(new Map([['a', { anonymous: 'a', user: 'first', linkedAt: EARLIER }]]));
    const { service, published, carried } = serviceWith([], 'there', [], claims);
    expect(await service.link(WHO, LINK)).toEqual({
      anonymous: 'a',
      user: 'first',
      outcome: 'kept',
      ...NOTHING,
    });
    expect(published).toMatchObject([
      { time: EARLIER, data: { anonymous: 'a', user: 'first', linkedAt: EARLIER } },
    ]);
    expect(carried).toMatchObject([{ anonymous: 'a', user: 'first' }]);
  });

  it('carries nothing while there is nobody to claim with, and says so', async () => {
    const claim = () => Promise.reject(Object.assign(new AwayError('no database'), { code: 'ECONNREFUSED' }));
    const { service, published, carried } = serviceWith('away', 'there', [], {
      claim,
    } as unknown as IdentityClaims);
    await expect(service.link(WHO, LINK)).rejects.toMatchObject({ status: 503, code: 'STORE_UNAVAILABLE' });
    expect([published, carried]).toEqual([[], []]);
  });

  it('says so when the log does not have it', async () => {
    const { service } = serviceWith([], 'away');
    await expect(service.link(WHO, LINK)).rejects.toMatchObject({ status: 503, code: 'LOG_UNAVAILABLE' });
  });
});
