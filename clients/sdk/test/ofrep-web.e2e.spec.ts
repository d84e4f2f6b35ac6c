import { describeWith, eventually } from '@assay/testing';
import type { Page } from 'playwright-core';
import type { Site } from './support/browser-page.js';
import { site } from './support/browser-page.js';
import type { Installation } from './support/installation.js';
import { installation } from './support/installation.js';
import type { PageGlobals } from './support/page.js';

type Globals = PageGlobals & { told: string[] };

const BULK = '/ofrep/v1/evaluate/flags';

describeWith('browser', 'the official OFREP provider for pages, unmodified, in Chromium', () => {
  let assay: Installation;
  let shop: Site;
  let key: string;

  beforeAll(async () => {
    [assay, shop] = await Promise.all([installation(), site()]);
    key = await assay.newKey([shop.origin]);
    await assay.start('checkout');
    const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
    await assay.start('plain', { variants });
  });
  afterAll(async () => {
    await shop.close();
    await assay.stop();
  });

  /** Everything that the gateway has answered the page, as method, path and status. */
  const watched = (page: Page): string[] => {
    const answers: string[] = [];
    page.on('response', (response) => {
      const { pathname } = new URL(response.url());
      const method = response.request().method();
      if (response.url().startsWith(assay.url))
        answers.push(`${method} ${pathname} ${String(response.status())}`);
    });
    return answers;
  };
  const begin = (page: Page, options: object = {}) =>
    page.evaluate(
      async ([given, context]) => {
        const globals = globalThis as unknown as Globals;
        const { OpenFeature, OFREPWebProvider, ProviderEvents } = globals.openFeature;
        globals.told = [];
        for (const event of [ProviderEvents.ConfigurationChanged, ProviderEvents.Stale])
          OpenFeature.addHandler(event, () => globals.told.push(event));
        await OpenFeature.setProviderAndWait(new OFREPWebProvider(given), context);
      },
      [
        {
          baseUrl: assay.url,
          headers: [['x-api-key', key]] as [string, string][],
          timeoutMs: 60_000,
          ...options,
        },
        { targetingKey: 'visitor-1' },
      ] as const,
    );
  const object = (page: Page, flag: string) =>
    page.evaluate((asked) => {
      const { OpenFeature } = (globalThis as unknown as Globals).openFeature;
      return OpenFeature.getClient().getObjectDetails(asked, { color: 'none' });
    }, flag);
  const text = (page: Page, flag: string) =>
    page.evaluate((asked) => {
      const { OpenFeature } = (globalThis as unknown as Globals).openFeature;
      return OpenFeature.getClient().getStringDetails(asked, 'none');
    }, flag);
  const look = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

  it('evaluates all flags at once, with variant, reason and metadata', async () => {
    const page = await shop.open();
    const answers = watched(page);
    await begin(page);
    const { variant, config } = await assay.admin('POST', '/api/v1/experiments/assign', {
      ...{ experiment: 'checkout', unit: 'visitor-1' },
    });
    expect(await object(page, 'checkout')).toMatchObject({
      ...{ value: config, variant, reason: 'SPLIT' },
      flagMetadata: { kind: 'experiment', inExperiment: true, run: 1 },
    });
    expect(await text(page, 'plain')).toMatchObject({ reason: 'SPLIT' });
    expect(await text(page, 'nowhere')).toMatchObject({ value: 'none', errorCode: 'FLAG_NOT_FOUND' });
    expect(await text(page, 'checkout')).toMatchObject({ value: 'none', errorCode: 'TYPE_MISMATCH' });
    expect(answers.filter((answer) => answer === `POST ${BULK} 200`)).toHaveLength(1);
    expect(answers.filter((answer) => answer.startsWith(`POST ${BULK}/`))).toEqual([]);
  });

  it('is not sent what it has, by the entity tag, until its context changes', async () => {
    const page = await shop.open();
    const answers = watched(page);
    await begin(page);
    await look(page);
    await eventually(() => answers.includes(`POST ${BULK} 304`));
    expect(await object(page, 'checkout')).toMatchObject({ reason: 'SPLIT' });
    await page.evaluate(async () => {
      const { OpenFeature } = (globalThis as unknown as Globals).openFeature;
      await OpenFeature.setContext({ targetingKey: 'visitor-2' });
    });
    expect(answers.filter((answer) => answer === `POST ${BULK} 200`)).toHaveLength(2);
  });

  it('evaluates again when the stream tells of a change', async () => {
    const page = await shop.open();
    const answers = watched(page);
    await assay.start('running');
    await begin(page);
    expect(await object(page, 'running')).toMatchObject({ reason: 'SPLIT' });
    await eventually(() => answers.includes('GET /ofrep/v1/events 200'));
    await assay.command('running', 'pause', { reason: 'a look at the numbers' });
    await eventually(async () => (await object(page, 'running')).reason === 'DISABLED');
    const told = await page.evaluate(() => (globalThis as unknown as Globals).told);
    expect(told).toContain('PROVIDER_CONFIGURATION_CHANGED');
  });

  it('polls where it does not listen', async () => {
    const page = await shop.open();
    const answers = watched(page);
    await begin(page, { changeDetection: 'polling', pollInterval: 50 });
    await eventually(() => answers.filter((answer) => answer === `POST ${BULK} 304`).length >= 2);
    expect(answers).not.toContain('GET /ofrep/v1/events 200');
  });

  it('falls back to what it has stored while the gateway is away, and to defaults without it', async () => {
    const page = await shop.open();
    await begin(page);
    const { variant } = await object(page, 'checkout');
    await page.route(`${assay.url}/**`, (route) => route.abort());
    await page.reload();
    await page.waitForFunction(() => 'openFeature' in globalThis);
    await begin(page);
    expect(await object(page, 'checkout')).toMatchObject({ variant, reason: 'CACHED' });
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await page.waitForFunction(() => 'openFeature' in globalThis);
    await expect(begin(page)).rejects.toThrow();
    expect(await object(page, 'checkout')).toMatchObject({ value: { color: 'none' }, reason: 'ERROR' });
  });

  it('is refused on pages that the key does not name', async () => {
    const page = await shop.open();
    const other = await assay.newKey(['https://www.shop.example']);
    await expect(begin(page, { headers: [['x-api-key', other]] })).rejects.toThrow();
    expect(await object(page, 'checkout')).toMatchObject({ value: { color: 'none' }, reason: 'ERROR' });
  });
});
