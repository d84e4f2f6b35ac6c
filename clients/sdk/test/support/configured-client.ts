import type { ServerClient, ServerOptions } from '../../src/server.js';
import { createServerClient } from '../../src/server.js';
import { experiment, payload, rollout } from './definitions.js';
import type { Received, Said, ScriptedGateway } from './scripted-gateway.js';
import { scriptedGateway } from './scripted-gateway.js';

const CONFIG = '/api/v1/config';

/** A client of a gateway whose configuration a test sets and changes; anew for each test. */
export class ConfiguredClient {
  gateway!: ScriptedGateway;
  client!: ServerClient;
  errors: string[] = [];
  changes: (readonly string[])[] = [];
  /** What the gateway has now, under its tag; undefined: it is away. */
  current: { readonly tag: string } | undefined;
  /** What it says to everything else; undefined: nothing. */
  remote: Said | undefined;

  /** Registers what happens around each test. */
  constructor() {
    beforeEach(async () => {
      this.remote = { status: 503 };
      this.current = payload([experiment(), rollout()]);
      this.gateway = await scriptedGateway((request) => this.answer(request));
    });
    afterEach(async () => {
      await this.client.close();
      await this.gateway.close();
    });
  }

  begin(options: Partial<ServerOptions> = {}) {
    const retry = { firstMs: 5, mostMs: 20 };
    const connection = { url: this.gateway.url, key: 'k', retry, exposures: 'manual' } as const;
    this.client = createServerClient({ ...connection, ...options });
    this.errors = [];
    this.changes = [];
    this.client.on('error', ({ code }) => this.errors.push(code));
    this.client.on('changed', ({ flags }) => this.changes.push(flags));
    return this.client.ready();
  }

  asked(path: string): readonly Received[] {
    return this.gateway.received.filter(({ url }) => url === path);
  }

  fetched(): readonly Received[] {
    return this.asked(CONFIG);
  }

  change(flags: readonly object[], tag: string): void {
    this.current = { ...payload(flags), tag };
    this.gateway.tell(tag);
  }

  private answer({ url, headers }: Received): Said | undefined {
    if (url.startsWith(`${CONFIG}/events`)) return { status: this.current === undefined ? 503 : 200 };
    if (!url.startsWith(CONFIG)) return this.remote;
    if (this.current === undefined) return { status: 503 };
    const etag = `"${this.current.tag}"`;
    const isKnown = headers['if-none-match'] === etag;
    return { status: isKnown ? 304 : 200, body: this.current, headers: { etag } };
  }
}
