import type { CopyStore } from '../copies/copies.js';

/** The page's `localStorage`; undefined where there is none, or the page may not use it. */
export function pageStore(): CopyStore | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** Hands a text to the browser, which sends it when the page is gone. */
export const sendBeacon = (url: string, text: string): boolean =>
  // As text/plain no page has to ask before it may send it.
  typeof navigator !== 'undefined' && 'sendBeacon' in navigator && navigator.sendBeacon(url, text);
