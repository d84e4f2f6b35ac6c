import { setTimeout as pause } from 'node:timers/promises';
import { ApiRefusedError } from './api-refused.error.js';

export interface ApiRequest {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  /** A status that passes here, and is waited out like those that always do. */
  readonly passing?: number;
}

export interface ApiClientOptions {
  readonly url: string;
  /** A token or an API key. */
  readonly credential: string;
  readonly signal?: AbortSignal;
}

const ATTEMPTS = 40;
const PAUSE_MS = 250;
/** A new key is known to all within seconds; what is starting or busy says so. */
const PASSING = new Set([401, 429, 503]);

/** Calls this process's HTTP API as any other client would. */
export class ApiClient {
  constructor(private readonly options: ApiClientOptions) {}

  /**
   * @returns the answer's body
   * @throws ApiRefusedError when the API says no, and keeps saying it
   */
  async call<Answer>(path: string, request: ApiRequest = {}): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const { status, text } = await this.send(path, request);
      if (status < 400) return JSON.parse(text) as Answer;
      const passes = PASSING.has(status) || status === request.passing;
      if (!passes || attempt === ATTEMPTS) throw new ApiRefusedError(path, status, text);
      await pause(PAUSE_MS, undefined, this.abortable());
    }
  }

  private async send(path: string, { method = 'GET', body }: ApiRequest): Promise<Reply> {
    const { url, credential } = this.options;
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${credential}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...this.abortable(),
    });
    return { status: response.status, text: await response.text() };
  }

  private abortable(): { signal?: AbortSignal } {
    // Each request follows the signal by one of its own: listeners on a signal that lasts would pile up.
    return this.options.signal ? { signal: AbortSignal.any([this.options.signal]) } : {};
  }
}

interface Reply {
  readonly status: number;
  readonly text: string;
}
