import { ClientListeners } from '../src/client/listeners.js';
import { batchText, stamped } from '../src/events/event.js';
import { EventQueue } from '../src/events/event-queue.js';
import { Exposures } from '../src/events/exposures.js';
import { newId } from '../src/events/new-id.js';
import { contextText, plainContext } from '../src/flag/evaluation-context.js';
import { typedDetails } from '../src/flag/typed-details.js';
import { unitProblem } from '../src/flag/unit-problem.js';
import { inlineJson } from '../src/client/bootstrap.js';
import { AssayError } from '../src/http/assay-error.js';
import { backOffMs } from '../src/http/back-off.js';
import { retryAfterMs } from '../src/http/refusal.js';
import { tagsIn } from '../src/updates/server-sent-tags.js';

const served = (value: unknown, metadata = {}) =>
  ({ key: 'flag', value, variant: 'a', reason: 'SPLIT', metadata }) as const;

describe('details', () => {
  it.each([
    ['boolean', true],
    ['string', 'text'],
    ['number', 5],
    ['object', { color: 'green' }],
    ['object', ['a']],
  ] as const)('have the value where it is a %s', (type, value) => {
    const question = { key: 'flag', type, defaultValue: undefined };
    expect(typedDetails(question, served(value))).toMatchObject({ value, variant: 'a', reason: 'SPLIT' });
  });

  it('have the default where the value is of another type, and say which', () => {
    const question = { key: 'flag', type: 'boolean', defaultValue: false } as const;
    expect(typedDetails<unknown>(question, served('on'))).toEqual({
      key: 'flag',
      value: false,
      reason: 'ERROR',
      errorCode: 'TYPE_MISMATCH',
      errorMessage: '"flag" is of type string, not boolean: "on"',
      metadata: {},
    });
  });

  it('have the default without an error where nothing is served', () => {
    const question = { key: 'flag', type: 'boolean', defaultValue: true } as const;
    const details = typedDetails<unknown>(question, { ...served(null), reason: 'DISABLED' });
    expect(details).toMatchObject({ value: true, reason: 'DISABLED' });
    expect(details).not.toHaveProperty('errorCode');
  });
});

describe('a context', () => {
  it('is what JSON makes of it', () => {
    const context = { targetingKey: 'u', at: new Date(0), nothing: undefined, work: () => 1 };
    expect(plainContext(context)).toEqual({ targetingKey: 'u', at: '1970-01-01T00:00:00.000Z' });
  });

  it('loses only what is no JSON', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    expect(plainContext({ targetingKey: 'u', circle, big: 5n, plan: 'pro' })).toEqual({
      targetingKey: 'u',
      plan: 'pro',
    });
  });

  it.each([undefined, null, 'text', 5])('may be %j in a program that is not type-checked', (given) => {
    expect(unitProblem(plainContext(given as never))?.errorCode).toBe('TARGETING_KEY_MISSING');
  });

  it('is the same whatever the order of its attributes, at any depth', () => {
    const one = contextText({ targetingKey: 'u', a: { b: 1, c: [{ d: 1, e: 2 }] } });
    expect(contextText({ a: { c: [{ e: 2, d: 1 }], b: 1 }, targetingKey: 'u' })).toBe(one);
    expect(contextText({ targetingKey: 'u', a: { b: 1, c: [{ d: 2, e: 2 }] } })).not.toBe(one);
  });

  it.each([
    [undefined, 'TARGETING_KEY_MISSING'],
    ['', 'TARGETING_KEY_MISSING'],
    ['x'.repeat(201), 'INVALID_CONTEXT'],
    [5, 'INVALID_CONTEXT'],
    ['x'.repeat(200), undefined],
  ])('with the unit %j is answered as the gateway does', (targetingKey, errorCode) => {
    expect(unitProblem({ targetingKey: targetingKey as string })?.errorCode).toBe(errorCode);
  });
});

describe('an event', () => {
  const click = (unit: string) => stamped({ type: 'click', unit });

  it('has an identity that sorts by time', () => {
    const ids = [newId(1_700_000_000_000), newId(1_700_000_000_001)];
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect([...ids].sort()).toEqual(ids);
    expect(newId(1)).not.toBe(newId(1));
  });

  it('keeps its text through all tries, and only exposures say when they were sent', () => {
    const events = [stamped({ type: 'click', unit: 'u' }), stamped({ type: 'exposure', unit: 'u' })];
    const [first, again] = [batchText(events), batchText(events)].map(
      (text) => JSON.parse(text) as { sentAt: string; events: Record<string, unknown>[] },
    );
    expect(first?.events.map(({ id, time }) => [id, time])).toEqual(
      again?.events.map(({ id, time }) => [id, time]),
    );
    expect(first?.events.map((event) => 'sentAt' in event)).toEqual([false, true]);
    expect(first?.events[1]?.['sentAt']).toBe(first?.sentAt);
  });

  it('waits in a queue that is full some time', () => {
    const queue = new EventQueue(2);
    const [a, b, c] = [click('a'), click('b'), click('c')];
    expect([a, b, c].map((event) => queue.add(event))).toEqual([true, true, false]);
    queue.drop();
    expect(queue.counts).toEqual({ waiting: 2, sent: 0, dropped: 1, refused: 0 });
    expect(queue.head(1, 1e6)).toEqual([a]);
    expect(queue.head(10, 1)).toEqual([a]);
    expect(queue.head(10, 1e6, 1)).toEqual([b]);
    queue.settle(queue.head(10, 1e6), 1);
    expect(queue.counts).toEqual({ waiting: 0, sent: 1, dropped: 1, refused: 1 });
  });
});

describe('exposures', () => {
  const split = { kind: 'experiment', reason: 'split', run: 1, phase: 1, propensity: 0.5, revision: 'r' };
  const details = (metadata: object, rest = {}) =>
    ({ ...served('a'), key: 'e', metadata, ...rest }) as Parameters<Exposures['record']>[0];
  const recorded = (capacity = 10, isTaken = true) => {
    const sent: unknown[] = [];
    const send = (event: object): boolean => sent.push(event) > 0 && isTaken;
    return { sent, exposures: new Exposures({ send, attributes: ['country'], capacity }) };
  };

  it('are sent once for each unit and decision, with the attributes that were asked for', () => {
    const { sent, exposures } = recorded();
    const context = { targetingKey: 'u', country: 'NL', mail: 'u@example.com' };
    for (const unit of ['u', 'u', 'w']) exposures.record(details(split), unit, context);
    exposures.record(details({ ...split, run: 2 }), 'u', context);
    expect(sent).toHaveLength(3);
    expect(sent[0]).toEqual({
      ...{ type: 'exposure', unit: 'u', experiment: 'e', variant: 'a', run: 1, phase: 1 },
      ...{ reason: 'split', propensity: 0.5, revision: 'r', attributes: { country: 'NL' } },
    });
  });

  it('are nothing where no run was met', () => {
    const { sent, exposures } = recorded();
    exposures.record(details({ kind: 'experiment', reason: 'not_started' }), 'u', {});
    exposures.record(details({ kind: 'rollout', run: 1 }), 'u', {});
    exposures.record(details(split, { errorCode: 'TYPE_MISMATCH' }), 'u', {});
    expect(sent).toEqual([]);
  });

  it('are sent another time when they could not be, or have been forgotten', () => {
    const full = recorded(10, false);
    for (let time = 0; time < 2; time += 1) full.exposures.record(details(split), 'u', {});
    expect(full.sent).toHaveLength(2);
    const small = recorded(1);
    for (const unit of ['a', 'b', 'a']) small.exposures.record(details(split), unit, {});
    expect(small.sent).toHaveLength(3);
  });
});

describe('the wait before another try', () => {
  it('doubles up to its most, and is anything below', () => {
    const waits = [1, 2, 3, 40].map((failures) => backOffMs(failures, { firstMs: 10, mostMs: 50 }, 1));
    expect(waits).toEqual([10, 20, 40, 50]);
    expect(backOffMs(3, { firstMs: 10 }, 0.5)).toBe(20);
  });

  it.each([
    ['7', 7_000],
    ['soon', undefined],
    [undefined, undefined],
  ])('is %j where the gateway asks for it', (header, milliseconds) => {
    const headers = new Headers(header === undefined ? {} : { 'retry-after': header });
    expect(retryAfterMs({ headers })).toBe(milliseconds);
  });
});

describe('what a stream tells', () => {
  it('is read however it is cut', () => {
    const text =
      'id: 1\nevent: message\ndata: {"type":"refetchEvaluation","etag":"a"}\n\n:\n\ndata: {"etag":"b"}\r\n\r\ndata: {';
    const tags: string[] = [];
    let waiting = '';
    for (const character of text) {
      const read = tagsIn(waiting + character);
      tags.push(...read.tags);
      waiting = read.rest;
    }
    expect([tags, waiting]).toEqual([['a', 'b'], 'data: {']);
  });

  it('may be nonsense', () => {
    expect(tagsIn('data: nonsense\n\ndata: {}\n\n')).toEqual({ tags: [], rest: '' });
  });
});

describe('errors that nobody listens for', () => {
  it('are told on the console, each kind once', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    const listeners = new ClientListeners();
    for (let time = 0; time < 2; time += 1) listeners.failed(new AssayError('GATEWAY_REFUSED', 'no'));
    const heard: string[] = [];
    const stop = listeners.on('error', ({ code }) => heard.push(code));
    listeners.failed(new AssayError('STORE_FAILED', 'full'));
    stop();
    listeners.failed(new AssayError('STORE_FAILED', 'full'));
    expect(warn.mock.calls).toEqual([['Assay: GATEWAY_REFUSED: no'], ['Assay: STORE_FAILED: full']]);
    expect(heard).toEqual(['STORE_FAILED']);
    warn.mockRestore();
  });
});

describe('JSON in a page', () => {
  it('ends no script', () => {
    const text = inlineJson({ a: '</script><script>' });
    expect(text).not.toContain('<');
    expect(JSON.parse(text)).toEqual({ a: '</script><script>' });
  });
});
