import { eventually } from '@assay/testing';
import type { ServerClient, ServerOptions } from '../src/server.js';
import { createServerClient } from '../src/server.js';
import type { EventSender } from '../src/events/event-sender.js';
import { EventSender as Sender } from '../src/events/event-sender.js';
import { Gateway } from '../src/http/gateway.js';
import type { Received, Said, ScriptedGateway } from './support/scripted-gateway.js';
import { scriptedGateway } from './support/scripted-gateway.js';

const EVENTS = '/api/v1/events';
const taken: Said = { status: 202, body: { accepted: 1, refused: [] } };
const idsIn = ({ body }: Received): string[] =>
  (JSON.parse(body) as { events: { id: string }[] }).events.map(({ id }) => id);

describe('events on their way', () => {
  let gateway: ScriptedGateway;
  let client: ServerClient;
  let errors: string[];
  const posts = () => gateway.received.filter(({ url }) => url.startsWith(EVENTS));
  const begin = (
    say: (post: number, request: Received) => Said | undefined,
    options: Partial<ServerOptions> = {},
  ) => {
    gateway.script = (request) =>
      request.url.startsWith(EVENTS) ? say(posts().length, request) : { status: 503 };
    client = createServerClient({
      ...{ url: gateway.url, key: 'k', evaluation: 'remote', updates: 'none' },
      retry: { firstMs: 1, mostMs: 5 },
      ...options,
      events: { flushMs: 5, ...options.events },
    });
    errors = [];
    client.on('error', ({ code }) => errors.push(code));
  };
  const track = (count: number): void => {
    for (let index = 0; index < count; index += 1)
      client.track('click', { targetingKey: `u${String(index)}` });
  };

  beforeEach(async () => {
    gateway = await scriptedGateway(() => taken);
  });
  afterEach(async () => {
    await client.close();
    await gateway.close();
  });

  it('go together, with the key, and count as sent when they are taken', async () => {
    begin(() => taken);
    client.track('purchase', { targetingKey: 'u' }, { value: '49.90', attributes: { currency: 'EUR' } });
    track(2);
    await eventually(() => client.status().events.sent === 3);
    expect(posts()).toHaveLength(1);
    expect(posts()[0]?.headers['x-api-key']).toBe('k');
    const { events, sentAt } = JSON.parse(posts()[0]?.body ?? '') as { events: object[]; sentAt: string };
    expect(events[0]).toMatchObject({
      type: 'purchase',
      unit: 'u',
      value: '49.90',
      attributes: { currency: 'EUR' },
    });
    expect(Date.parse(sentAt)).not.toBeNaN();
  });

  it.each([
    ['the log is away', { status: 503, headers: { 'retry-after': '0' } }],
    ['there are too many', { status: 429 }],
    ['the key is not known yet', { status: 401 }],
    ['something is in between', { status: 502 }],
  ])('are sent again with the same ids while %s', async (_name, refusal: Said) => {
    begin((post) => (post <= 3 ? refusal : taken));
    track(3);
    await eventually(() => client.status().events.sent === 3);
    const [first, ...others] = posts().map(idsIn);
    expect(first).toHaveLength(3);
    expect(others).toHaveLength(3);
    for (const again of others) expect(again).toEqual(first);
    expect(errors).toContain('GATEWAY_REFUSED');
  });

  it('wait for as long as they are asked to', async () => {
    begin((post) => (post === 1 ? { status: 429, headers: { 'retry-after': '3600' } } : taken));
    track(1);
    await eventually(() => errors.length > 0);
    track(50);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(posts()).toHaveLength(1);
    expect(await client.flush()).toBe(true);
    expect(client.status().events).toMatchObject({ waiting: 0, sent: 51 });
  });

  it('are let go one by one where some are refused, and all where the batch is', async () => {
    begin((post) =>
      post === 1
        ? {
            status: 202,
            body: { accepted: 2, refused: [{ index: 1, path: 'events[1].value', message: 'is odd' }] },
          }
        : { status: 400, body: { code: 'VALIDATION_FAILED', detail: 'no' } },
    );
    track(3);
    await client.flush();
    expect(client.status().events).toEqual({ waiting: 0, sent: 2, dropped: 0, refused: 1 });
    track(1);
    await client.flush();
    expect(client.status().events).toEqual({ waiting: 0, sent: 2, dropped: 0, refused: 2 });
    expect(errors).toEqual(['EVENTS_REFUSED', 'EVENTS_REFUSED']);
  });

  it('go in smaller batches where one is too large', async () => {
    begin((_post, request) => (idsIn(request).length > 3 ? { status: 413 } : taken));
    track(12);
    expect(await client.flush()).toBe(true);
    expect(client.status().events).toMatchObject({ waiting: 0, sent: 12, refused: 0 });
    const accepted = posts()
      .map(idsIn)
      .filter((ids) => ids.length <= 3);
    expect(new Set(accepted.flat()).size).toBe(12);
  });

  it('are dropped and counted beyond what may wait', async () => {
    begin(() => ({ status: 503 }), { events: { capacity: 5 } });
    track(8);
    expect(client.status().events).toMatchObject({ waiting: 5, dropped: 3 });
    await eventually(() => errors.includes('EVENTS_DROPPED'));
    expect(errors.filter((code) => code === 'EVENTS_DROPPED')).toHaveLength(1);
  });

  it('are dropped without a unit, and when they are no JSON', () => {
    begin(() => taken);
    expect(client.track('click', {})).toBe(false);
    expect(client.track('click', { targetingKey: 'u' }, { attributes: { big: 5n } })).toBe(false);
    expect(client.status().events).toMatchObject({ waiting: 0, dropped: 2 });
  });

  it('are sent before the end, and none after it', async () => {
    begin(() => taken, { events: { flushMs: 60_000 } });
    track(2);
    await client.close();
    expect(posts().map((post) => idsIn(post).length)).toEqual([2]);
    expect(client.track('click', { targetingKey: 'u' })).toBe(false);
  });

  it('are handed over when a page is left, but for what is on its way', async () => {
    begin(() => undefined);
    const parts = {
      gateway: new Gateway({ url: gateway.url, key: 'k&1', timeoutMs: 200 }),
      onError: () => undefined,
    };
    const sender: EventSender = new Sender({
      ...parts,
      capacity: 500,
      batchSize: 2,
      flushMs: 60_000,
      keepalive: true,
    });
    const large = 'x'.repeat(30_000);
    for (const unit of ['a', 'b']) sender.offer({ type: 'click', unit });
    await eventually(() => posts().length === 1);
    for (const unit of ['c', 'd', 'e']) sender.offer({ type: 'click', unit, attributes: { large } });
    const handed: { url: string; units: string[] }[] = [];
    sender.leave((url, text) => {
      const { events } = JSON.parse(text) as { events: { unit: string }[] };
      return handed.push({ url, units: events.map(({ unit }) => unit) }) < 3;
    });
    expect(handed.map(({ units }) => units)).toEqual([['c'], ['d'], ['e']]);
    expect(handed[0]?.url).toBe(`${gateway.url}${EVENTS}?partial=true&key=k%261`);
    expect(sender.counts).toMatchObject({ sent: 2, waiting: 3 });
    await sender.close(1, Promise.resolve());
  });
});
