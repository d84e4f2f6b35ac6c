import { AssayError, messageOf } from './assay-error.js';

/** Where the gateway is, and who calls. */
export interface GatewayOptions {
  /** The origin of the installation, such as `https://assay.example.com`. */
  readonly url: string;
  /** An API key with the scopes `evaluate` and `track`; for browsers one that names its `origins`. */
  readonly key: string;
  /** Where events go, when it is not `url`. */
  readonly eventsUrl?: string | undefined;
  /** How long an answer may take; milliseconds, 5,000 unless given. */
  readonly timeoutMs?: number | undefined;
}

export interface Call {
  readonly method?: 'GET' | 'POST';
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Instead of the gateway's own. */
  readonly timeoutMs?: number;
  /** The request goes on when the page is left. */
  readonly keepalive?: boolean;
}

/** A whole answer. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export const EVENTS_PATH = '/api/v1/events?partial=true';
const TIMEOUT_MS = 5_000;

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** Calls the gateway with the key. */
export class Gateway {
  readonly #origin: string;
  readonly #eventsOrigin: string;
  readonly #timeoutMs: number;

  constructor(private readonly options: GatewayOptions) {
    this.#origin = withoutSlash(options.url);
    this.#eventsOrigin = withoutSlash(options.eventsUrl ?? options.url);
    this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  }

  /**
   * Answers with whatever the gateway says.
   * @throws AssayError `GATEWAY_UNREACHABLE` when it has not said it in time
   */
  ask(path: string, call: Call = {}): Promise<Answer> {
    return this.#inTime(path, call, async (response) => {
      const { url, status, headers } = response;
      return { url, status, headers, text: await response.text() };
    });
  }

  /** The same for an answer that does not end: only its beginning has to be there in time. */
  open(path: string, call: Call): Promise<Response> {
    return this.#inTime(path, call, (response) => Promise.resolve(response));
  }

  /** Where events go, with the key in the address: for what sends no headers. */
  beaconUrl(): string {
    return `${this.#eventsOrigin}${EVENTS_PATH}&key=${encodeURIComponent(this.options.key)}`;
  }

  async #inTime<Result>(
    path: string,
    { headers, signal, timeoutMs = this.#timeoutMs, ...init }: Call,
    read: (response: Response) => Promise<Result>,
  ): Promise<Result> {
    const url = (path === EVENTS_PATH ? this.#eventsOrigin : this.#origin) + path;
    const ending = new AbortController();
    const end = (): void => ending.abort();
    const late = `nothing for ${String(timeoutMs)} ms`;
    const timer = setTimeout(() => ending.abort(late), timeoutMs);
    signal?.addEventListener('abort', end);
    try {
      const credentials = { 'x-api-key': this.options.key, ...headers };
      return await read(await fetch(url, { ...init, headers: credentials, signal: ending.signal }));
    } catch (cause) {
      const message = `${url} did not answer: ${messageOf(cause)}`;
      throw new AssayError('GATEWAY_UNREACHABLE', message, { url }, cause);
    } finally {
      clearTimeout(timer);
    }
  }
}
