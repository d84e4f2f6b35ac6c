import type { Page } from 'playwright-core';
import type { BrowserClient, BrowserOptions } from '../../src/browser.js';
import type { Installation } from './installation.js';
import type { PageGlobals } from './page.js';

/** What a page keeps between two calls of a test. */
export type Globals = PageGlobals & { client: BrowserClient; told: string[] };

export const VISITOR = { targetingKey: 'visitor-1' };

/** How pages reach an installation; the machine of a test may be busy, so they wait long. */
export const connectionTo = (
  { url, eventsUrl }: Installation,
  key: string,
  options: Partial<BrowserOptions> = {},
): BrowserOptions => ({
  ...{ url, eventsUrl, key, context: VISITOR, timeoutMs: 60_000, readyTimeoutMs: 60_000 },
  ...options,
});

/** Makes the page's client; resolves when it is ready. */
export const begin = (page: Page, options: BrowserOptions) =>
  page.evaluate((given) => {
    const globals = globalThis as unknown as Globals;
    globals.client = globals.assay.createBrowserClient(given);
    globals.told = [];
    globals.client.on('error', ({ code }) => globals.told.push(code));
    return globals.client.ready();
  }, options);

export const valueOf = (page: Page, flag: string) =>
  page.evaluate((asked) => {
    const { client } = globalThis as unknown as Globals;
    return client.getObjectDetails(asked, {});
  }, flag);
