import { eventually } from '@assay/testing';
import { OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { AssayServerProvider } from '../src/openfeature/server.js';
import type { ServerClient } from '../src/server.js';
import { createServerClient } from '../src/server.js';
import type { Installation } from './support/installation.js';
import { installation } from './support/installation.js';

const units = Array.from({ length: 100 }, (_, index) => `visitor-${String(index)}`);

describe('a server with the SDK', () => {
  let assay: Installation;
  let key: string;
  let client: ServerClient;
  // The machine of a test may be busy: what is asked of the gateway may take its time.
  const remote = { timeoutMs: 60_000 };
  const connect = (exposures: 'automatic' | 'manual' = 'automatic') =>
    createServerClient({ url: assay.url, eventsUrl: assay.eventsUrl, key, remote, exposures });
  // On a busy machine nobody may be found in time who knows of earlier assignments.
  const assigned = (experiment: string, unit: string, attributes: object = {}) =>
    eventually(async () => {
      const answer = await assay.admin('POST', '/api/v1/experiments/assign', {
        experiment,
        unit,
        attributes,
      });
      return answer['reason'] !== 'provisional' && answer;
    });

  beforeAll(async () => {
    assay = await installation();
    key = await assay.newKey();
    await assay.admin('PUT', '/api/v1/admin/segments/benelux', {
      rule: { op: 'in', attribute: 'country', values: ['NL', 'BE'] },
    });
    await assay.start('checkout');
    await assay.start('legacy', { hashing: { algorithm: 'growthbook-v2' } });
    await assay.start('targeted', {
      targeting: { op: 'all', rules: [{ op: 'matches', attribute: 'mail', value: '@shop\\.example$' }] },
    });
    await assay.start('moved');
    await assay.command('moved', 'weights', { weights: { control: 9, treatment: 1 }, reason: 'careful' });
    client = connect();
    await client.ready();
    await eventually(
      async () =>
        (await client.refresh()) && (await client.bootstrap({ targetingKey: 'u' })).flags.length >= 4,
    );
  });
  afterAll(async () => {
    await client.close();
    await assay.stop();
  });

  it.each([
    ['checkout', {}],
    ['legacy', {}],
    ['targeted', { mail: 'ada@shop.example' }],
    ['targeted', { mail: 'ada@elsewhere.example' }],
    ['moved', {}],
  ])('gives every unit of %s with %j what the gateway gives it', async (experiment, attributes) => {
    const wanted = await Promise.all(units.map((unit) => assigned(experiment, unit, attributes)));
    const got = await Promise.all(
      units.map((unit) => client.getObjectDetails(experiment, {}, { targetingKey: unit, ...attributes })),
    );
    expect(got.map(({ variant, value }) => [variant, value])).toEqual(
      wanted.map(({ variant, config }) => [variant, config]),
    );
    expect(got.map(({ metadata }) => metadata['inExperiment'])).toEqual(
      wanted.map(({ inExperiment }) => inExperiment),
    );
  });

  it('records what units have seen, once and as the gateway would, and what they did', async () => {
    const context = { targetingKey: 'buyer', country: 'NL' };
    const { exposure } = await assigned('checkout', 'buyer');
    const shop = createServerClient({
      ...{ url: assay.url, eventsUrl: assay.eventsUrl, key, exposureAttributes: ['country'] },
    });
    await shop.ready();
    for (let time = 0; time < 3; time += 1) await shop.getObject('checkout', {}, context);
    shop.track('purchase', context, { value: 49.9 });
    await shop.outcome({ success: false, latencyMs: 120, flag: 'checkout', error: 'card refused' }, context);
    await shop.close();
    const events = (await assay.interactions()).filter(({ subject }) => subject === 'buyer');
    expect(events.map(({ type }) => type)).toEqual(['UnitExposed', 'InteractionRecorded', 'OutcomeRecorded']);
    const { type, id, time, reason, ...decided } = exposure as Record<string, unknown>;
    expect(typeof time).toBe('string');
    expect([type, id]).toEqual(['exposure', 'checkout.1']);
    // The gateway remembers its assignment; the SDK draws it again and gets the same.
    expect(reason).toMatch(/split|sticky/);
    expect(events[0]?.data).toMatchObject({ ...decided, reason: 'split', attributes: { country: 'NL' } });
    expect(events[1]?.data).toMatchObject({ name: 'purchase', value: '49.9' });
    expect(events[2]?.data).toMatchObject({ success: false, flag: 'checkout', error: 'card refused' });
    expect(shop.status().events).toEqual({ waiting: 0, sent: 3, dropped: 0, refused: 0 });
  });

  it('keeps the variant of a visitor who logs in, as the gateway says, in every client', async () => {
    await assay.start('joined');
    const [silent, shop, other] = [connect('manual'), connect(), connect('manual')];
    const variantOf = async (asking: ServerClient, unit: string) =>
      (await asking.getObjectDetails('joined', {}, { targetingKey: unit })).variant;
    for (const asking of [silent, shop, other])
      await eventually(async () => (await variantOf(asking, 'probe')) !== undefined);
    const drawn = async (prefix: string, variant: string) => {
      const all = await Promise.all(units.map((unit) => variantOf(silent, prefix + unit)));
      return units.map((unit) => prefix + unit).filter((_, index) => all[index] === variant);
    };
    const visitors = (await drawn('anonymous-', 'treatment')).slice(0, 5);
    const users = (await drawn('user-', 'control')).slice(0, 6);
    // The control: the hash of each of them says "control", and a user that nobody was linked to keeps that.
    const stranger = users.pop() ?? '';
    for (const [index, anonymous] of visitors.entries()) {
      expect(await variantOf(shop, anonymous)).toBe('treatment');
      const link = { anonymous, user: users[index] ?? '' };
      expect(await shop.link(link)).toMatchObject({ ...link, outcome: 'linked', carried: ['joined'] });
      expect(await variantOf(shop, link.user)).toBe('treatment');
      expect((await assigned('joined', link.user))['variant']).toBe('treatment');
    }
    for (const user of users) await eventually(async () => (await variantOf(other, user)) === 'treatment');
    expect(await Promise.all([silent, shop, other].map((asking) => variantOf(asking, stranger)))).toEqual(
      Array(3).fill('control'),
    );
    for (const each of [silent, shop, other]) await each.close();
  });

  it('keeps the variants of those who have met them when weights change', async () => {
    await assay.start('kept');
    const options = { url: assay.url, eventsUrl: assay.eventsUrl, key, remote };
    const variantsOf = async (asking: ServerClient, prefix: string) => {
      const told = units.map((unit) =>
        asking.getObjectDetails('kept', {}, { targetingKey: prefix + unit, country: 'NL' }),
      );
      return (await Promise.all(told)).map(({ variant }) => variant);
    };
    // The control: nobody has met what is only looked up, and nobody is told of it.
    const silent = createServerClient({ ...options, exposures: 'manual' });
    const telling = createServerClient(options);
    for (const asking of [silent, telling])
      await eventually(async () => {
        const { flags } = await asking.bootstrap({ targetingKey: 'probe' });
        return flags.some((flag) => flag.key === 'kept');
      });
    const before = [await variantsOf(silent, 'silent-'), await variantsOf(telling, 'told-')];
    expect(await telling.flush()).toBe(true);
    await eventually(async () => {
      const url = `/api/v1/admin/experiments/kept/assignments/told-${units.at(-1) ?? ''}`;
      return (await assay.admin('GET', url))['variant'] === before[1]?.at(-1);
    });
    await assay.command('kept', 'weights', { weights: { control: 1, treatment: 9 }, reason: 'more of it' });
    for (const asking of [silent, telling])
      await eventually(async () => {
        const { flags } = await asking.bootstrap({ targetingKey: 'new' });
        return flags.find((flag) => flag.key === 'kept')?.metadata['phase'] === 2;
      });
    const after = [await variantsOf(silent, 'silent-'), await variantsOf(telling, 'told-')];
    expect(after[1]).toEqual(before[1]);
    expect(after[0]).not.toEqual(before[0]);
    await Promise.all([silent.close(), telling.close()]);
  });

  it('hears of a pause by the stream', async () => {
    await assay.start('paused-later');
    await eventually(
      async () =>
        (await client.getObjectDetails('paused-later', {}, { targetingKey: 'u' })).reason === 'SPLIT',
    );
    await assay.command('paused-later', 'pause', { reason: 'a look at the numbers' });
    await eventually(
      async () =>
        (await client.getObjectDetails('paused-later', {}, { targetingKey: 'u' })).reason === 'DISABLED',
    );
    expect(client.status().live).toBe(true);
  });

  it('speaks OpenFeature', async () => {
    const options = { url: assay.url, eventsUrl: assay.eventsUrl, key };
    await OpenFeature.setProviderAndWait('shop', new AssayServerProvider(options));
    const flags = OpenFeature.getClient('shop');
    const context = { targetingKey: 'open-unit' };
    const details = await flags.getObjectDetails('checkout', {}, context);
    expect(details).toMatchObject({ reason: 'SPLIT', flagMetadata: { kind: 'experiment' } });
    expect(await flags.getBooleanDetails('checkout', true, context)).toMatchObject({
      ...{ value: true, errorCode: 'TYPE_MISMATCH' },
    });
    expect(await flags.getBooleanDetails('nowhere', true, context)).toMatchObject({
      errorCode: 'FLAG_NOT_FOUND',
    });
    const changed = new Promise((resolve) => flags.addHandler(ProviderEvents.ConfigurationChanged, resolve));
    await assay.start('brand-new');
    expect(await changed).toMatchObject({ flagsChanged: expect.arrayContaining(['brand-new']) as string[] });
    flags.track('purchase', context, { value: 12, currency: 'EUR' });
    await OpenFeature.close();
    const events = (await assay.interactions()).filter(({ subject }) => subject === 'open-unit');
    expect(events.map(({ type }) => type)).toEqual(['UnitExposed', 'InteractionRecorded']);
    expect(events[1]?.data).toMatchObject({ name: 'purchase', value: '12', attributes: { currency: 'EUR' } });
  });

  it('is not ready for OpenFeature without the gateway, and is told why', async () => {
    const provider = new AssayServerProvider({ url: 'http://127.0.0.1:9', key: 'k', readyTimeoutMs: 50 });
    await expect(OpenFeature.setProviderAndWait('nowhere', provider)).rejects.toThrow(/127\.0\.0\.1:9/);
    expect(
      await OpenFeature.getClient('nowhere').getBooleanDetails('checkout', true, { targetingKey: 'u' }),
    ).toMatchObject({
      ...{ value: true, errorCode: 'PROVIDER_NOT_READY' },
    });
    await OpenFeature.close();
  });
});
