import type { ExperimentDefinition } from '@assay/bucketing';
import { evaluateExperiment } from '@assay/bucketing';
import { describeWith, eventually } from '@assay/testing';
import type { Page } from 'playwright-core';
import { createServerClient } from '../src/server.js';
import type { ServedFlag } from '../src/flag/flag-details.js';
import type { BrowserOptions } from '../src/browser.js';
import type { LocalCase } from './support/local-cases.js';
import { LOCAL_CASES } from './support/local-cases.js';
import type { Site } from './support/browser-page.js';
import { site } from './support/browser-page.js';
import type { Installation } from './support/installation.js';
import { installation } from './support/installation.js';
import type { Globals } from './support/page-client.js';
import { begin, connectionTo, valueOf, VISITOR } from './support/page-client.js';

const units = Array.from({ length: 40 }, (_, index) => `visitor-${String(index)}`);
const visitor = VISITOR;

describeWith('browser', 'a page with the SDK, in Chromium', () => {
  let assay: Installation;
  let shop: Site;
  let key: string;

  beforeAll(async () => {
    [assay, shop] = await Promise.all([installation(), site()]);
    key = await assay.newKey([shop.origin]);
    await assay.start('checkout');
    await assay.start('legacy', { hashing: { algorithm: 'sha256' } });
    await assay.start('targeted', {
      targeting: { op: 'matches', attribute: 'mail', value: '@shop\\.example$' },
    });
    await assay.start('moved');
    await assay.command('moved', 'weights', { weights: { control: 9, treatment: 1 }, reason: 'careful' });
  });
  afterAll(async () => {
    await shop.close();
    await assay.stop();
  });

  const connection = (options: Partial<BrowserOptions> = {}) => connectionTo(assay, key, options);
  const beginIn = (page: Page, options: Partial<BrowserOptions> = {}) => begin(page, connection(options));
  const eventsOf = async (unit: string) =>
    (await assay.interactions()).filter(({ subject }) => subject === unit).map(({ data }) => data);
  const config = async () => {
    const told = await fetch(`${assay.url}/api/v1/config`, { headers: { 'x-api-key': key } });
    return (await told.json()) as { flags: ExperimentDefinition[]; links?: boolean };
  };
  const withoutGateway = (page: Page) => page.route(`${assay.url}/**`, (route) => route.abort());

  it('evaluates by itself what the gateway would answer', async () => {
    const page = await shop.open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    expect(await beginIn(page, { exposures: 'manual' })).toMatchObject({ source: 'gateway' });
    for (const flag of ['checkout', 'legacy']) {
      const got = await page.evaluate(
        async ([wanted, all]) => {
          const { client } = globalThis as unknown as Globals;
          const answers: unknown[] = [];
          for (const targetingKey of all) {
            await client.setContext({ targetingKey });
            answers.push(client.getObjectDetails(wanted, {}).variant);
          }
          return answers;
        },
        [flag, units] as const,
      );
      const wanted = await Promise.all(
        units.map((unit) => assay.admin('POST', '/api/v1/experiments/assign', { experiment: flag, unit })),
      );
      expect(got).toEqual(wanted.map(({ variant }) => variant));
    }
    expect(asked.filter((path) => path.includes('/assign') || path.includes('/flags/'))).toEqual([]);
  });

  it('passes cases.json', async () => {
    const page = await shop.open();
    // As text: what the driver of the browser hands over loses own members that are called __proto__.
    const asked = JSON.stringify(LOCAL_CASES);
    const answers = await page.evaluate(async (text) => {
      const { LocalFlags } = (globalThis as unknown as Globals).assay;
      const told: (ServedFlag | undefined)[] = [];
      for (const { config, flag, unit, attributes } of JSON.parse(text) as LocalCase[])
        told.push((await LocalFlags.of(config)).evaluate(flag, unit, attributes));
      return told;
    }, asked);
    const shown = LOCAL_CASES.map((one, index) => [one.title, one.shown(answers[index])]);
    expect(shown).toEqual(LOCAL_CASES.map(({ title, expected }) => [title, expected]));
  });

  it('loads what reads patterns on demand, and asks the gateway for what it alone can answer', async () => {
    const page = await shop.open();
    const context = { ...visitor, mail: 'ada@shop.example' };
    await beginIn(page, { context });
    expect(await valueOf(page, 'targeted')).toMatchObject({ reason: 'SPLIT' });
    const { variant } = await assay.admin('POST', '/api/v1/experiments/assign', {
      ...{ experiment: 'moved', unit: visitor.targetingKey },
    });
    expect(await valueOf(page, 'moved')).toMatchObject({ variant, metadata: { inExperiment: true } });
    await page.evaluate(() =>
      (globalThis as unknown as Globals).client.setContext({ targetingKey: 'other' }),
    );
    expect(await valueOf(page, 'targeted')).toMatchObject({ reason: 'DEFAULT' });
    expect(await valueOf(page, 'moved')).toMatchObject({ metadata: { kind: 'experiment' } });
  });

  it('leaves everything to the gateway where it is told to, and still hears of changes', async () => {
    const page = await shop.open();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await assay.start('secret');
    expect(await beginIn(page, { evaluation: 'remote' })).toMatchObject({ source: 'gateway' });
    expect(await valueOf(page, 'secret')).toMatchObject({ reason: 'SPLIT' });
    expect(await valueOf(page, 'nowhere')).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' });
    await eventually(() => page.evaluate(() => (globalThis as unknown as Globals).client.status().live));
    await assay.command('secret', 'pause', { reason: 'a look at the numbers' });
    await eventually(async () => (await valueOf(page, 'secret')).reason === 'DISABLED');
    expect(asked).not.toContain('/api/v1/config');
  });

  it('shows testers the variant of their token, and keeps nothing of it', async () => {
    const page = await shop.open();
    for (const variant of ['control', 'treatment']) {
      const path = '/api/v1/admin/experiments/checkout/query-tokens';
      const { token } = await assay.admin('POST', path, { variant });
      await beginIn(page, { testerToken: String(token) });
      expect(await valueOf(page, 'checkout')).toMatchObject({ variant, metadata: { reason: 'override' } });
    }
    expect(await page.evaluate(() => JSON.stringify(localStorage))).toBe('{}');
  });

  it('hears of changes while it is looked at', async () => {
    const page = await shop.open();
    await assay.start('running');
    await beginIn(page);
    expect(await valueOf(page, 'running')).toMatchObject({ reason: 'SPLIT' });
    await eventually(() => page.evaluate(() => (globalThis as unknown as Globals).client.status().live));
    await assay.command('running', 'pause', { reason: 'a look at the numbers' });
    await eventually(async () => (await valueOf(page, 'running')).reason === 'DISABLED');
  });

  it('keeps what the visitor has met when they log in, on that page and on the next', async () => {
    await assay.start('joined');
    const page = await shop.open();
    const variantOf = async () => (await valueOf(page, 'joined')).variant;
    const definition = await eventually(
      async () =>
        (await config()).flags.find((flag) => flag.key === 'joined' && flag.status === 'running') ?? false,
    );
    const drawn = (prefix: string, variant: string) =>
      units
        .map((unit) => prefix + unit)
        .find((unit) => evaluateExperiment(definition, { unit }).variant === variant) ?? '';
    const [seen, user, stranger] = [
      drawn('seen-', 'treatment'),
      drawn('user-', 'control'),
      drawn('stranger-', 'control'),
    ];
    await beginIn(page, { context: { targetingKey: seen } });
    expect(await variantOf()).toBe('treatment');
    const outcome = await page.evaluate(
      (targetingKey) => (globalThis as unknown as Globals).client.identify({ targetingKey }),
      user,
    );
    expect(outcome).toMatchObject({ anonymous: seen, user, outcome: 'linked' });
    expect(outcome.carried).toContain('joined');
    expect(await variantOf()).toBe('treatment');
    await eventually(async () => (await config()).links === true);
    await beginIn(page, { context: { targetingKey: user }, exposures: 'manual' });
    expect(await variantOf()).toBe('treatment');
    // The control: the hash gives both of them "control", and nobody was linked to this one.
    await beginIn(page, { context: { targetingKey: stranger } });
    expect(await variantOf()).toBe('control');
  });

  it('begins with what the server has evaluated, without the gateway', async () => {
    const server = createServerClient({
      url: assay.url,
      key,
      updates: 'none',
      remote: { timeoutMs: 60_000 },
    });
    await server.ready();
    const bootstrap = await server.bootstrap(visitor);
    await server.close();
    const page = await shop.open();
    await withoutGateway(page);
    const first = await page.evaluate((given) => {
      const globals = globalThis as unknown as Globals;
      const client = globals.assay.createBrowserClient(given);
      client.on('error', () => undefined);
      // At once: before anything can have been fetched.
      return [client.status().source, client.getObjectDetails('checkout', {}).variant];
    }, connection({ bootstrap }));
    expect(first).toEqual(['bootstrap', bootstrap.flags.find((flag) => flag.key === 'checkout')?.variant]);
    const other = await beginIn(page, { bootstrap, context: { targetingKey: 'other' }, readyTimeoutMs: 50 });
    expect(other).toMatchObject({ source: 'none' });
  });

  it('answers from its last-good copy while the gateway is away', async () => {
    const page = await shop.open();
    await beginIn(page);
    const before = await valueOf(page, 'checkout');
    const moved = await valueOf(page, 'moved');
    await eventually(() => page.evaluate(() => Object.keys(localStorage).length === 2));
    await withoutGateway(page);
    await page.reload();
    await page.waitForFunction(() => 'assay' in globalThis);
    expect(await beginIn(page)).toMatchObject({ source: 'copy' });
    expect(await valueOf(page, 'checkout')).toEqual(before);
    expect(await valueOf(page, 'moved')).toMatchObject({ variant: moved.variant, reason: 'STALE' });
    const kept = await page.evaluate(() => JSON.stringify(localStorage));
    for (const secret of [key, visitor.targetingKey]) expect(kept).not.toContain(secret);
    // The control: without a store there is nothing to answer from.
    expect(await beginIn(page, { store: null, readyTimeoutMs: 50 })).toMatchObject({ source: 'none' });
  });

  it('tells the gateway once who has met a variant, also when the page is loaded again', async () => {
    const page = await shop.open();
    const told: unknown[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/assign')) told.push(request.postDataJSON());
    });
    const look = async (experiment: string) => {
      await beginIn(page, { context: { targetingKey: 'walker', country: 'NL' } });
      await valueOf(page, experiment);
      await page.evaluate(() => (globalThis as unknown as Globals).client.flush());
    };
    await look('checkout');
    await page.reload();
    await page.waitForFunction(() => 'assay' in globalThis);
    await look('checkout');
    await look('legacy');
    const sent = { unit: 'walker', attributes: {} };
    expect(told).toEqual([
      { ...sent, experiments: ['checkout'] },
      { ...sent, experiments: ['legacy'] },
    ]);
  });

  it('knows a login of OpenFeature by the anonymous context that ends', async () => {
    const { context: _context, ...options } = connection();
    const joined = (await config()).flags.find((flag) => flag.key === 'joined');
    const drawn = (prefix: string, variant: string) =>
      units
        .map((unit) => prefix + unit)
        .filter((unit) => joined && evaluateExperiment(joined, { unit }).variant === variant);
    const [seen = ''] = drawn('of-visitor-', 'treatment');
    const [user = '', stranger = ''] = drawn('of-user-', 'control');
    const page = await shop.open();
    const variants = await page.evaluate(
      async ([given, visitor, member, other]) => {
        const { assay: sdk, openFeature } = globalThis as unknown as Globals;
        const { OpenFeature } = openFeature;
        const anonymous = { targetingKey: visitor, anonymous: true };
        await OpenFeature.setProviderAndWait(new sdk.AssayWebProvider(given), anonymous);
        const variant = () => OpenFeature.getClient().getObjectDetails('joined', {}).variant;
        const before = variant();
        await OpenFeature.setContext({ targetingKey: member });
        const after = variant();
        // The control: another user on the same page is nobody's visitor.
        await OpenFeature.setContext({ targetingKey: other });
        const unlinked = variant();
        await OpenFeature.close();
        return [before, after, unlinked];
      },
      [options, seen, user, stranger] as const,
    );
    expect(variants).toEqual(['treatment', 'treatment', 'control']);
  });

  it('speaks OpenFeature', async () => {
    const page = await shop.open();
    const { context, ...options } = connection();
    const details = await page.evaluate(
      async ([given, unit]) => {
        const { assay: sdk, openFeature } = globalThis as unknown as Globals;
        const { OpenFeature, ProviderEvents } = openFeature;
        await OpenFeature.setProviderAndWait(new sdk.AssayWebProvider(given), unit);
        const flags = OpenFeature.getClient();
        const globals = globalThis as unknown as Globals;
        globals.told = [];
        flags.addHandler(ProviderEvents.ConfigurationChanged, (event) =>
          globals.told.push(...(event?.flagsChanged ?? [])),
        );
        const object = flags.getObjectDetails('checkout', {});
        const wrong = flags.getBooleanDetails('checkout', true);
        await OpenFeature.setContext({ targetingKey: 'open-page' });
        flags.getObjectDetails('checkout', {});
        flags.track('purchase', { value: 12, currency: 'EUR' });
        return { object, wrong };
      },
      [options, { targetingKey: context.targetingKey ?? '' }] as const,
    );
    expect(details).toMatchObject({
      object: { reason: 'SPLIT', flagMetadata: { kind: 'experiment' } },
      wrong: { value: true, errorCode: 'TYPE_MISMATCH' },
    });
    await assay.start('brand-new');
    await eventually(() =>
      page.evaluate(() => (globalThis as unknown as Globals).told.includes('brand-new')),
    );
    await page.evaluate(() => (globalThis as unknown as Globals).openFeature.OpenFeature.close());
    expect(await eventsOf('open-page')).toMatchObject([
      { experiment: 'checkout' },
      { name: 'purchase', value: '12', attributes: { currency: 'EUR' } },
    ]);
  });
});
