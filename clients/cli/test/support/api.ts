import { assay } from './main-job.js';
import type { RunningForm } from './standalone.js';

export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly body: Body;
}

/** Calls an installation as an administrator. */
export type Call = <Body = Record<string, unknown>>(
  path: string,
  body?: unknown,
  options?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
) => Promise<Answer<Body>>;

/** @returns a function that GETs a path or, with a body, POSTs to it unless another method is named */
export async function apiOf({ folder, url }: RunningForm): Promise<Call> {
  const token = (await assay(folder, 'token', '--role', 'admin', '--subject', 'system-test')).output;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return async <Body>(path: string, body?: unknown, options: Parameters<Call>[2] = {}) => {
    const { method = body === undefined ? 'GET' : 'POST', headers: more } = options;
    const given = { method, headers: { ...headers, ...more }, signal: AbortSignal.timeout(20_000) };
    const sent = body === undefined ? given : { ...given, body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, sent);
    return { status: response.status, body: (await response.json()) as Body };
  };
}
