import type { Connection } from '../connection/connection-options.js';
import type { Problem } from '../errors/api-problem.error.js';
import { ApiProblemError } from '../errors/api-problem.error.js';
import { IncompleteAnswerError } from '../errors/incomplete-answer.error.js';
import { UnreachableError } from '../errors/unreachable.error.js';
import { IdleTimer } from './idle-timer.js';
import { linesOf } from './line-reader.js';

const PATIENCE_MS = 60_000;
const IDLE_MS = 120_000;

export interface Answer {
  /** undefined for what is no JSON. */
  readonly body: unknown;
  readonly text: string;
  /** The path of the next page; undefined on the last one. */
  readonly next: string | undefined;
  /** When the server answered, by its own clock; milliseconds since 1970, whole seconds. */
  readonly serverTime: number | undefined;
}

/** Why a request did not succeed; `retryAfterMs` when the server said how long to wait. */
interface Failure {
  readonly error: ApiProblemError | UnreachableError | IncompleteAnswerError;
  readonly isTransient: boolean;
  readonly retryAfterMs: number | undefined;
}

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | undefined;
  readonly contentType: string;
  readonly signal: AbortSignal;
}

type Outcome = { readonly ok: true; readonly answer: Answer } | ({ readonly ok: false } & Failure);

/** HTTP with a token, and problems as errors that read well. */
export class ApiClient {
  constructor(private readonly connection: Connection) {}

  get url(): string {
    return this.connection.url;
  }

  /** @throws IncompleteAnswerError for an answer that is no JSON, as are all that are awaited here */
  async get(path: string): Promise<unknown> {
    return expectBody(await this.expectAnswer('GET', path), path);
  }

  post(path: string, body: unknown = {}): Promise<unknown> {
    return this.expectAnswer('POST', path, JSON.stringify(body)).then(({ body: given }) => given);
  }

  /** Sends lines that are JSON each. */
  async postLines(path: string, lines: readonly string[]): Promise<unknown> {
    const outcome = await this.attempt('POST', path, lines.join('\n'), 'application/x-ndjson');
    if (outcome.ok) return outcome.answer.body;
    throw outcome.error;
  }

  /** The answer as it came: JSON or another text. */
  answer(path: string): Promise<Answer> {
    return this.expectAnswer('GET', path);
  }

  /** The answer, or undefined where there is no such thing. */
  async find(path: string): Promise<unknown> {
    const outcome = await this.attempt('GET', path);
    if (outcome.ok) return expectBody(outcome.answer, path);
    if (outcome.error instanceof ApiProblemError && outcome.error.problem.status === 404) return undefined;
    throw outcome.error;
  }

  /** One request; a failure comes back as a value, for callers that try again. */
  async attempt(
    method: 'GET' | 'POST',
    path: string,
    body?: string,
    contentType = 'application/json',
  ): Promise<Outcome> {
    // Unlike AbortSignal.timeout it keeps the process: a connection that is lost may leave nothing else that does.
    const patience = new IdleTimer(PATIENCE_MS);
    try {
      return await this.ask({ method, path, body, contentType, signal: patience.signal });
    } finally {
      patience.stop();
    }
  }

  private async ask({ method, path, ...rest }: Asked): Promise<Outcome> {
    const request = `${method} ${path.split('?')[0] ?? path}`;
    const response = await this.fetch(method, path, rest).catch(
      (error: unknown) => new UnreachableError(this.url, error),
    );
    if (response instanceof UnreachableError) return transient(response);
    const text = await response
      .text()
      .catch(
        (error: unknown) => new IncompleteAnswerError(request, `the answer broke off: ${String(error)}`),
      );
    if (text instanceof IncompleteAnswerError) return transient(text);
    if (response.ok) {
      const answer = { body: parsed(text), text, next: nextOf(response), serverTime: dateOf(response) };
      if (answer.body !== undefined || text === '' || !saysJson(response)) return { ok: true, answer };
      return transient(new IncompleteAnswerError(request, `the answer is broken JSON: ${text.slice(0, 80)}`));
    }
    return {
      ok: false,
      error: new ApiProblemError(problemOf(response, parsed(text)), request),
      isTransient: [408, 429, 502, 503, 504].includes(response.status),
      retryAfterMs: retryAfter(response),
    };
  }

  /**
   * The lines of an answer that is sent while it is made, as they come.
   * @throws ApiProblemError, UnreachableError; the latter also when nothing comes for two minutes
   */
  async *lines(path: string, method: 'GET' | 'POST' = 'GET'): AsyncGenerator<unknown> {
    const idle = new IdleTimer(IDLE_MS);
    try {
      const headers = { authorization: `Bearer ${this.connection.token}`, accept: 'application/x-ndjson' };
      const response = await fetch(`${this.url}${path}`, { method, headers, signal: idle.signal });
      if (!response.ok || response.body === null)
        throw new ApiProblemError(
          problemOf(response, parsed(await response.text())),
          `${method} ${path.split('?')[0] ?? path}`,
        );
      for await (const line of linesOf(response.body)) {
        idle.again();
        yield JSON.parse(line);
      }
    } catch (error) {
      throw error instanceof ApiProblemError ? error : new UnreachableError(this.url, error);
    } finally {
      idle.stop();
    }
  }

  private async expectAnswer(method: 'GET' | 'POST', path: string, body?: string): Promise<Answer> {
    const outcome = await this.attempt(method, path, body);
    if (outcome.ok) return outcome.answer;
    throw outcome.error;
  }

  private fetch(
    method: string,
    path: string,
    { body, contentType, signal }: Omit<Asked, 'method' | 'path'>,
  ): Promise<Response> {
    const headers = {
      authorization: `Bearer ${this.connection.token}`,
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': contentType }),
    };
    return fetch(`${this.url}${path}`, { method, headers, signal, ...(body === undefined ? {} : { body }) });
  }
}

const transient = (error: UnreachableError | IncompleteAnswerError): Outcome => ({
  ...{ ok: false, error, isTransient: true, retryAfterMs: undefined },
});

const saysJson = ({ headers }: Response): boolean => /[/+]json\b/.test(headers.get('content-type') ?? '');

function expectBody({ body, text }: Answer, path: string): unknown {
  if (body !== undefined) return body;
  throw new IncompleteAnswerError(`GET ${path.split('?')[0] ?? path}`, `no JSON came: ${text.slice(0, 80)}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf({ status, statusText }: Response, body: unknown): Problem {
  const given = typeof body === 'object' && body !== null ? (body as Partial<Problem>) : {};
  return {
    status,
    code: given.code ?? 'NO_PROBLEM_DOCUMENT',
    title: given.title ?? statusText,
    detail: given.detail ?? '',
    errors: Array.isArray(given.errors) ? given.errors : [],
  };
}

const nextOf = ({ headers }: Response): string | undefined =>
  /<([^>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '')?.[1];

function dateOf({ headers }: Response): number | undefined {
  const milliseconds = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function retryAfter({ headers }: Response): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}
