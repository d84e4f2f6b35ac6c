import { assay } from './main-job.js';
import type { RunningForm } from './standalone.js';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
}

/** Calls an installation as an administrator. */
export type Call = <Body = Record<string, unknown>>(path: string, body?: unknown) => Promise<Answer<Body>>;

/** @returns a function that GETs a path or, with a body, POSTs to it */
export async function apiOf({ folder, url }: RunningForm): Promise<Call> {
  const token = (await assay(folder, 'token', '--role', 'admin', '--subject', 'system-test')).output;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async <Body>(path: string, body?: unknown) => {
    const given = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, { ...given, signal: AbortSignal.timeout(20_000) });
    return { status: response.status, body: (await response.json()) as Body };
  };
}
