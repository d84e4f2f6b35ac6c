import { eventually } from '@assay/testing';
import { IdentityLinks } from '../src/identity/identity-links.js';
import type { AssignmentApp, CallOptions } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

interface Body {
  readonly outcome?: string;
  readonly user?: string;
  readonly code?: string;
}

describe('linking units over HTTP', () => {
  let service: AssignmentApp;
  let links: IdentityLinks;
  beforeAll(async () => {
    service = await assignmentApp();
    links = service.app.get(IdentityLinks);
  });
  afterAll(() => service.stop());

  const link = (payload: unknown, options: CallOptions = {}) =>
    service.call<Body>('POST', '/api/v1/identities/link', payload, options);
  const projected = (anonymous: string) =>
    eventually(async () => (await links.userOf('default', anonymous)) ?? false);

  it('puts the link into the log, keyed by the anonymous unit', async () => {
    expect(await link({ anonymous: 'a1', user: 'u1' })).toMatchObject({
      status: 200,
      body: { outcome: 'linked', user: 'u1' },
    });
    const events = await service.stored('assay.identities.v1');
    expect(events).toMatchObject([
      { type: 'UnitsLinked', subject: 'a1', data: { anonymous: 'a1', user: 'u1' }, actor: 'user:alice' },
    ]);
  });

  it('keeps the first link of an anonymous unit', async () => {
    expect(await projected('a1')).toBe('u1');
    expect(await link({ anonymous: 'a1', user: 'u2' })).toMatchObject({
      status: 200,
      body: { outcome: 'kept', user: 'u1' },
    });
    expect(await service.stored('assay.identities.v1')).toHaveLength(1);
  });

  it('lets the log decide between links that were made at once', async () => {
    await Promise.all(['x', 'y', 'z'].map((user) => link({ anonymous: 'race', user })));
    const winner = await projected('race');
    const events = await service.stored('assay.identities.v1');
    const first = events.find(({ subject }) => subject === 'race');
    expect(first?.data).toMatchObject({ user: winner });
  });

  it('finds everybody who turned out to be a user', async () => {
    await link({ anonymous: 'a2', user: 'u1' });
    await projected('a2');
    const found = await links.linksTo('default', 'u1');
    expect(found.map(({ anonymous }) => anonymous)).toEqual(['a1', 'a2']);
    expect(await links.linksTo('other', 'u1')).toEqual([]);
  });

  it.each([
    ['a chain forwards', { anonymous: 'new', user: 'a1' }, 409, 'USER_IS_ANONYMOUS'],
    ['a chain backwards', { anonymous: 'u1', user: 'boss' }, 409, 'ANONYMOUS_IS_USER'],
    ['itself', { anonymous: 'n', user: 'n' }, 422, 'LINK_TO_ITSELF'],
    ['nobody', { anonymous: 'n' }, 400, 'VALIDATION_FAILED'],
    ['an empty name', { anonymous: '', user: 'u' }, 400, 'VALIDATION_FAILED'],
  ])('refuses %s', async (_, payload, status, code) => {
    expect(await link(payload)).toMatchObject({ status, body: { code } });
  });

  it('is 503 while the log is away: a link is never promised and lost', async () => {
    service.log.away = true;
    expect(await link({ anonymous: 'a9', user: 'u9' })).toMatchObject({
      status: 503,
      body: { code: 'LOG_UNAVAILABLE' },
      headers: { 'retry-after': '1' },
    });
    service.log.away = false;
    expect(await link({ anonymous: 'a9', user: 'u9' })).toMatchObject({ status: 200 });
  });

  it('asks for the right to track', async () => {
    expect((await link({ anonymous: 'q', user: 'r' }, { role: 'viewer' })).status).toBe(403);
  });
});
