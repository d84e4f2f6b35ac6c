import { describeWith, eventually } from '@assay/testing';
import type { Page } from 'playwright-core';
import type { BrowserOptions } from '../src/browser.js';
import type { Site } from './support/browser-page.js';
import { site } from './support/browser-page.js';
import type { Installation } from './support/installation.js';
import { installation } from './support/installation.js';
import type { Globals } from './support/page-client.js';
import { begin, connectionTo } from './support/page-client.js';

describeWith('browser', 'a page sends what became of its flags', () => {
  let assay: Installation;
  let shop: Site;
  let key: string;

  beforeAll(async () => {
    [assay, shop] = await Promise.all([installation(), site()]);
    key = await assay.newKey([shop.origin]);
    await assay.start('checkout');
  });
  afterAll(async () => {
    await shop.close();
    await assay.stop();
  });

  const beginIn = (page: Page, options: Partial<BrowserOptions> = {}) =>
    begin(page, connectionTo(assay, key, options));
  const eventsOf = async (unit: string) =>
    (await assay.interactions()).filter(({ subject }) => subject === unit).map(({ data }) => data);
  const act = (page: Page, name: string) =>
    page.evaluate((event) => {
      const { client } = globalThis as unknown as Globals;
      client.getObject('checkout', {});
      client.track(event, { value: 5 });
    }, name);
  const leaving = (unit: string): Partial<BrowserOptions> => ({
    ...{ context: { targetingKey: unit }, events: { flushMs: 3_600_000 } },
  });

  it('by sendBeacon, when the page is left', async () => {
    const page = await shop.open();
    await beginIn(page, leaving('leaver'));
    await act(page, 'left');
    await page.goto('about:blank');
    const events = await eventually(async () => {
      const found = await eventsOf('leaver');
      return found.length === 2 && found;
    });
    expect(events).toMatchObject([
      { experiment: 'checkout', reason: 'split' },
      { name: 'left', value: '5' },
    ]);
  });

  it('and not at all, where the page cannot do that (the control)', async () => {
    const page = await shop.open();
    await page.evaluate(() => {
      navigator.sendBeacon = () => false;
    });
    await beginIn(page, leaving('lost'));
    await act(page, 'left');
    await page.goto('about:blank');
    const next = await shop.open();
    await beginIn(next, leaving('next'));
    await act(next, 'left');
    await next.goto('about:blank');
    await eventually(async () => (await eventsOf('next')).length === 2);
    expect(await eventsOf('lost')).toEqual([]);
  });

  it('by a request that outlives the page, when nobody looks at it any more', async () => {
    const page = await shop.open();
    await beginIn(page, leaving('hider'));
    await act(page, 'hidden');
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await eventually(async () => (await eventsOf('hider')).length === 2);
    const status = () => page.evaluate(() => (globalThis as unknown as Globals).client.status().events);
    await eventually(async () => (await status()).sent === 2);
  });

  it('after ingest was away, each once', async () => {
    const page = await shop.open();
    let refused = 0;
    await page.route(`${assay.eventsUrl}/**`, (route) => {
      if (route.request().method() === 'OPTIONS' || refused === 2) return route.continue();
      refused += 1;
      return route.abort();
    });
    await beginIn(page, {
      context: { targetingKey: 'patient' },
      retry: { firstMs: 10 },
      events: { flushMs: 1 },
    });
    await act(page, 'patience');
    await eventually(async () => (await eventsOf('patient')).length === 2);
    expect(refused).toBe(2);
  });
});
