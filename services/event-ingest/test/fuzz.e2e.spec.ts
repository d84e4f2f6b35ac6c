import { Random, soakFactor } from '@assay/testing';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { badRequest } from './bad-requests.js';
import type { IngestApp } from './ingest-app.js';
import { ingestApp, testKey } from './ingest-app.js';

const REQUESTS = 400 * soakFactor();
const AT_ONCE = 16;
const MEGABYTE = 1024 * 1024;
const tracking = testKey(['track'], 1);
const SEED = 20_260_301;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heapUsed = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

/** The time within which 99 % of requests were answered, in milliseconds. */
const p99 = (outcomes: readonly Outcome[]): number =>
  outcomes.map(({ tookMs }) => tookMs).sort((a, b) => a - b)[Math.floor(outcomes.length * 0.99)] ?? 0;

function tell(alone: readonly Outcome[], beside: readonly Outcome[]): void {
  const figures = [p99(alone), p99(beside)].map((milliseconds) => `${milliseconds.toFixed(1)} ms`);
  process.stderr.write(`p99 of good requests: ${figures.join(' alone, ')} beside nine bad ones each\n`);
}

interface Outcome {
  readonly tookMs: number;
  readonly status: number;
  readonly type: string;
}

describe('requests of any kind', () => {
  let ingest: IngestApp;
  let url: string;
  beforeAll(async () => {
    ingest = await ingestApp([tracking.created], (publish) => publish());
    await ingest.app.listen(0, '127.0.0.1');
    url = await ingest.app.getUrl();
  });
  afterAll(() => ingest.stop());

  async function send(
    path: string,
    headers: Record<string, string>,
    body: Buffer | string,
  ): Promise<Outcome> {
    const init = { method: 'POST', body, headers: { ...headers, 'x-api-key': tracking.key } };
    const begun = performance.now();
    const answer = await fetch(`${url}${path}`, init);
    await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    return { status: answer.status, type, tookMs: performance.now() - begun };
  }

  const good = (at: number): Promise<Outcome> =>
    send(
      '/api/v1/events',
      { 'content-type': 'application/json' },
      JSON.stringify([{ type: 'click', unit: 'good', id: String(at), time: '2026-02-01T00:00:00Z' }]),
    );

  /** Sends good and bad requests side by side, so many at once; every `goodEach`-th is good. */
  async function mixed(
    count: number,
    seed: number,
    goodEach = 10,
  ): Promise<{ bad: Outcome[]; good: Outcome[] }> {
    const outcomes: { bad: Outcome[]; good: Outcome[] } = { bad: [], good: [] };
    const random = new Random(seed);
    for (let at = 0; at < count; at += AT_ONCE) {
      // Made before they are sent: what it takes to make them is not what is measured.
      const requests = Array.from({ length: AT_ONCE }, () => badRequest(random));
      const sent = requests.map(async ({ path, headers, body }, place) => {
        if ((at + place) % goodEach === 0) outcomes.good.push(await good(at + place));
        else outcomes.bad.push(await send(path, headers, body));
      });
      await Promise.all(sent);
    }
    return outcomes;
  }

  it(
    'are taken or refused with a reason, never a surprise; good ones beside them are taken',
    async () => {
      const { good: alone } = await mixed(REQUESTS / 10, SEED + 1, 1);
      await mixed(160, SEED + 2);
      const before = heapUsed();
      const { bad: answers, good: taken } = await mixed(REQUESTS, SEED);
      const surprises = answers.filter(
        ({ status, type }) =>
          !(status === 202 || (status < 500 && type.startsWith('application/problem+json'))),
      );
      expect(surprises).toEqual([]);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 400, 413, 415]));
      expect(new Set(taken.map(({ status }) => status))).toEqual(new Set([202]));
      expect(heapUsed() - before).toBeLessThan(50 * MEGABYTE);
      if (soakFactor() > 1) tell(alone, taken);
    },
    120_000 * soakFactor(),
  );

  it('leave only events in the log that every reader accepts', async () => {
    const stored = await ingest.stored();
    expect(
      new Set(stored.filter(({ subject }) => subject === 'good').map(({ id }) => id)).size,
    ).toBeGreaterThan(0);
    expect(await ingest.unreadable()).toBe(0);
  });
});

describe('input that is read in a way of its own', () => {
  let ingest: IngestApp;
  beforeAll(async () => {
    ingest = await ingestApp([tracking.created], (publish) => publish());
  });
  afterAll(() => ingest.stop());

  const post = (payload: string) =>
    ingest.app.inject({
      method: 'POST',
      url: '/api/v1/events',
      payload,
      headers: { 'x-api-key': tracking.key, 'content-type': 'application/json' },
    });
  const event = (more: string) => `[{"type":"purchase","unit":"u1",${more}}]`;
  const many = (count: number) => Array.from({ length: count }, (_, at) => `"a${String(at)}":1`).join(',');

  it.each([
    ['1e308', event('"value":1e308'), 'VALUE_OUT_OF_RANGE'],
    ['more than a number can be', event('"value":1e999'), 'FIELD_INVALID'],
    ['a number in words', event('"value":"twelve"'), 'VALUE_INVALID'],
    ['10,000 attributes', event(`"attributes":{${many(10_000)}}`), 'ATTRIBUTES_TOO_LARGE'],
  ])('%s is refused', async (_case, payload, code) => {
    expect((await post(payload)).json()).toMatchObject({ status: 400, errors: [{ code }] });
  });

  it.each([
    ['half a surrogate pair', event('"attributes":{"x":"\\ud800"}'), 'INVALID_TEXT'],
    ['a NUL', event('"attributes":{"x\\u0000":1}'), 'INVALID_TEXT'],
    ['a way to a prototype', event('"attributes":{"__proto__":{"x":1}}'), 'FORBIDDEN_KEY'],
  ])('%s is refused with its place', async (_case, payload, code) => {
    expect((await post(payload)).json()).toMatchObject({ status: 400, code });
  });

  it('numbers as text are numbers, and minus nothing is nothing', async () => {
    await post(
      '[{"type":"t","unit":"n","value":"-0.0"},{"type":"t","unit":"n","value":-0},{"type":"t","unit":"n","value":"007.10"}]',
    );
    const values = (await ingest.stored())
      .filter(({ subject }) => subject === 'n')
      .map(({ data }) => (data as { value: string }).value);
    expect(values).toEqual(['0', '0', '7.1']);
  });

  it(
    'a name for every event leaves nothing behind in memory',
    async () => {
      const names = (from: number) =>
        JSON.stringify(
          Array.from({ length: 1000 }, (_, at) => ({ type: `name ${String(from + at)}`, unit: 'u' })),
        );
      await post(names(0));
      const before = heapUsed();
      for (let batch = 1; batch <= 10 * soakFactor(); batch += 1)
        expect((await post(names(batch * 1000))).statusCode).toBe(202);
      expect(heapUsed() - before).toBeLessThan(50 * MEGABYTE);
    },
    60_000 * soakFactor(),
  );
});
