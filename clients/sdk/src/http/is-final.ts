import { AssayError } from './assay-error.js';

const LATER: ReadonlySet<unknown> = new Set([408, 429]);

/** Whether asking again would be refused again: the request is at fault, not the gateway. */
export function isFinal(error: unknown): boolean {
  if (!(error instanceof AssayError) || error.code !== 'GATEWAY_REFUSED') return false;
  const { status } = error.data;
  return typeof status === 'number' && status >= 400 && status < 500 && !LATER.has(status);
}
