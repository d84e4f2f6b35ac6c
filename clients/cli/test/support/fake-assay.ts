import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SentEvent {
  readonly id: string;
  readonly type: string;
  readonly unit: string;
  readonly time: string;
  readonly variant?: string;
  readonly value?: string;
  readonly [name: string]: unknown;
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

type Route = (body: unknown, request: IncomingMessage) => Reply;

/** An HTTP server with the API that the command line uses, keeping everything in memory. */
export class FakeAssay {
  readonly events = new Map<string, SentEvent>();
  readonly batchSizes: number[] = [];
  readonly tokens = new Set<string>();
  readonly experiments = new Map<string, Record<string, unknown>>();
  /** Replies of the next requests for events, before they succeed again. */
  readonly failures: Reply[] = [];
  /** Refuses events that it holds for. */
  refuses: (event: SentEvent) => boolean = () => false;
  /** Keeps units out of the report. */
  hides: (event: SentEvent) => boolean = () => false;
  completeTo: () => string | null = () => '2099-01-01T00:00:00.000Z';
  readonly routes = new Map<string, Route>();
  /** Answers as they are sent, by address; `next` is the page after it. */
  readonly texts = new Map<
    string,
    { readonly text: string; readonly next?: string; readonly contentType?: string }
  >();
  private server: Server | undefined;

  async start(): Promise<string> {
    this.server = createServer((request, response) => void this.answer(request, response));
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  get exposures(): readonly SentEvent[] {
    return [...this.events.values()].filter(({ type }) => type === 'exposure');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    this.tokens.add(request.headers.authorization ?? '');
    const text = Buffer.concat(chunks).toString('utf8');
    const own = this.texts.get(request.url ?? '');
    if (own !== undefined) {
      const link = own.next === undefined ? {} : { link: `<${own.next}>; rel="next"` };
      response.writeHead(200, { 'content-type': own.contentType ?? 'text/csv', ...link });
      response.end(own.text);
      return;
    }
    const { status, body, headers } = this.route(request, text === '' ? undefined : JSON.parse(text));
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body === undefined ? '' : JSON.stringify(body));
  }

  private route(request: IncomingMessage, body: unknown): Reply {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const own = this.routes.get(`${request.method ?? ''} ${path}`);
    if (own !== undefined) return own(body, request);
    const experiment = /^\/api\/v1\/admin\/experiments\/([^/]+)(\/start)?$/.exec(path);
    if (path === '/api/v1/events') return this.takeEvents(body);
    if (path === '/api/v1/admin/experiments') return this.create(body);
    if (experiment?.[2] !== undefined) return this.startExperiment(experiment[1] ?? '', body);
    if (experiment !== null) return found(this.experiments.get(experiment[1] ?? ''));
    const report = /^\/api\/v1\/reports\/experiments\/(.+)$/.exec(path);
    return report === null ? NOT_FOUND : this.report(report[1] ?? '');
  }

  private takeEvents(body: unknown): Reply {
    const failure = this.failures.shift();
    if (failure !== undefined) return failure;
    const { events } = body as { events: SentEvent[] };
    this.batchSizes.push(events.length);
    const refused = events.flatMap((event, index) =>
      this.refuses(event) ? [{ index, path: 'value', message: 'is not wanted', code: 'UNWANTED' }] : [],
    );
    const taken = events.filter((event) => !this.refuses(event));
    for (const event of taken) this.events.set(event.id, event);
    return { status: 202, body: { accepted: taken.length, refused } };
  }

  private create(body: unknown): Reply {
    const design = body as Record<string, unknown>;
    const view = { ...design, status: 'draft', run: null, phase: null, startedAt: null };
    this.experiments.set(String(design['key']), view);
    return { status: 201, body: view };
  }

  private startExperiment(key: string, body: unknown): Reply {
    const { startedAt = '2026-03-01T11:00:00.000Z' } = body as { startedAt?: string };
    const view = { ...this.experiments.get(key), status: 'running', run: 1, phase: 1, startedAt };
    this.experiments.set(key, view);
    return { status: 200, body: view };
  }

  private report(key: string): Reply {
    const experiment = this.experiments.get(key);
    if (experiment === undefined) return NOT_FOUND;
    const variantsOf = new Map<string, Set<string>>();
    for (const event of this.exposures.filter((exposure) => !this.hides(exposure)))
      variantsOf.set(event.unit, (variantsOf.get(event.unit) ?? new Set<string>()).add(event.variant ?? ''));
    const single = [...variantsOf.values()].filter(({ size }) => size === 1);
    const variants = (experiment['variants'] as { key: string; isControl: boolean }[]).map((variant) => ({
      ...variant,
      units: single.filter((seen) => seen.has(variant.key)).length,
    }));
    return {
      status: 200,
      body: {
        experiment: { key, name: key, status: 'running', run: 1, origin: 'imported' },
        coverage: { completeTo: this.completeTo(), positions: [] },
        variants,
        exclusions: [{ reason: 'seen in more than one variant', units: variantsOf.size - single.length }],
        srm: { chi2: 0, df: 1, pValue: 1, sequentialPValue: 1, alarm: false },
        metrics: [],
      },
    };
  }
}

const NOT_FOUND: Reply = {
  status: 404,
  body: { type: 'about:blank', title: 'Not found', status: 404, code: 'NOT_FOUND', detail: 'there is none' },
};

const found = (body: unknown): Reply => (body === undefined ? NOT_FOUND : { status: 200, body });
