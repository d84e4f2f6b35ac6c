// Runs in the browser: gives the tests what the pages of a shop would import.
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk';
import { createBrowserClient } from '../../src/browser.js';
import { LocalFlags } from '../../src/config/local-flags.js';
import { AssayWebProvider } from '../../src/openfeature/web.js';

const assay = { createBrowserClient, AssayWebProvider, LocalFlags };
const openFeature = { OpenFeature, ProviderEvents, OFREPWebProvider };

export interface PageGlobals {
  readonly assay: typeof assay;
  readonly openFeature: typeof openFeature;
}

Object.assign(globalThis, { assay, openFeature });
