import { chromium as chromiumPath } from '@assay/testing';
import { build } from 'esbuild';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const here = __dirname;

/** A site on loopback with pages that have loaded the SDK, and a browser to look at them. */
export interface Site {
  readonly origin: string;
  /** A page in a context of its own: nothing is stored from earlier ones. */
  open(): Promise<Page>;
  close(): Promise<void>;
}

/** What pages load: bundled as a shop bundles it, with the parts on demand as files of their own. */
async function bundled(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: { page: join(here, 'page.ts') },
    outdir: '/',
    ...{ bundle: true, minify: true, splitting: true, format: 'esm', write: false, logLevel: 'silent' },
    ...{ platform: 'browser', target: 'es2022', conditions: ['@assay/source'] },
  });
  return new Map(outputFiles.map(({ path, text }) => [path, text]));
}

const HTML = '<!doctype html><title>Shop</title><script type="module" src="/page.js"></script>';

export async function site(): Promise<Site> {
  const files = await bundled();
  const server = createServer(({ url = '/' }, response) => {
    const script = files.get(url);
    response.writeHead(200, { 'content-type': script === undefined ? 'text/html' : 'text/javascript' });
    response.end(script ?? HTML);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath() ?? '',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });
  return {
    origin,
    open: async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(origin);
      await page.waitForFunction(() => 'assay' in globalThis);
      return page;
    },
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
