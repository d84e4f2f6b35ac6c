import { AssayError } from './assay-error.js';
import type { Answer } from './gateway.js';

/** A refusal as the gateway words it: an RFC 9457 problem, or nothing that anybody can read. */
export interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly errorCode?: string;
}

export function problemIn(text: string): Problem {
  try {
    return (JSON.parse(text) as Problem | null) ?? {};
  } catch {
    return {};
  }
}

/** How long the gateway asks to be left alone, in milliseconds; undefined where it does not say. */
export function retryAfterMs({ headers }: Pick<Answer, 'headers'>): number | undefined {
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  const milliseconds = /^\d+$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

/** An answer that is not the one that was asked for, as an error. */
export function refusalOf(answer: Answer): AssayError {
  const { url, status, text } = answer;
  const { code, detail } = problemIn(text);
  const said = detail === undefined ? '' : `: ${detail}`;
  const message = `${url} answered ${String(status)}${said}`;
  return new AssayError('GATEWAY_REFUSED', message, {
    url,
    status,
    code,
    retryAfterMs: retryAfterMs(answer),
  });
}
