import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, runCli } from '../src/index.js';
import { csvLine } from '../src/terminal/csv.js';
import { differences } from '../src/audit/diff/differences.js';
import { FakeAssay } from './support/fake-assay.js';
import { testTerminal } from './support/test-terminal.js';

const SERVICES = '/api/v1/admin/services';
const INGEST = `${SERVICES}/event-ingest`;

let assay: FakeAssay;
let terminal: ReturnType<typeof testTerminal>;
const run = (...args: string[]): Promise<number> => runCli(args, terminal);
const printed = (): string => terminal.printed.join('\n');

beforeEach(async () => {
  assay = new FakeAssay();
  terminal = testTerminal({ ASSAY_URL: await assay.start(), ASSAY_TOKEN: 'a-token' });
});
afterEach(() => assay.stop());

describe('assay audit', () => {
  const entry = (service: string, position: number, minute: number) => ({
    ...{ service, position, actor: 'user:ada', onBehalfOf: null, type: 'ExperimentPaused', version: 1 },
    ...{ stream: `default/experiment/e${String(position)}`, reason: '=1+1', approval: null, id: 'i' },
    ...{ time: `2026-01-01T00:${String(minute)}:00Z`, recordedAt: `2026-01-01T00:${String(minute)}:00Z` },
    ...{ correlationId: 'c', causationId: null, data: { run: 1 } },
  });
  const asked: string[] = [];

  beforeEach(() => {
    asked.length = 0;
    const stored: Record<string, object[]> = {
      assignment: [entry('assignment', 9, 40), entry('assignment', 8, 10)],
      promotion: [entry('promotion', 5, 30)],
    };
    for (const service of ['assignment', 'event-ingest', 'analytics', 'promotion', 'rollout'])
      assay.routes.set(`GET ${SERVICES}/${service}/events`, (_body, { url = '' }) => {
        asked.push(url);
        const [first, ...rest] = stored[service] ?? [];
        const isNext = url.includes('cursor=');
        const items = (isNext ? rest : [first]).filter((item) => item !== undefined);
        return { status: 200, body: { items, nextCursor: !isNext && rest.length > 0 ? '9' : null } };
      });
  });

  it('puts the decisions of all services in one order, page by page', async () => {
    expect(await run('audit', '--json')).toBe(EXIT.done);
    const { entries } = JSON.parse(printed()) as { entries: { position: number }[] };
    expect(entries.map(({ position }) => position)).toEqual([9, 5, 8]);
  });

  it('tells at whom somebody looked', async () => {
    const look = (data: object) => ({ ...entry('analytics', 3, 50), type: 'UnitDataRead', data });
    const topic = 'assay.interactions.v1';
    const items = [look({ topic, subject: 'visitor-17', opened: true }), look({ topic, partition: 2 })];
    const answer = { status: 200, body: { items, nextCursor: null } };
    assay.routes.set(`GET ${SERVICES}/analytics/events`, () => answer);
    expect(await run('audit', '--service', 'analytics')).toBe(EXIT.done);
    expect(printed()).toContain(`visitor-17 in ${topic}, attributes opened`);
    expect(printed()).toContain(`all units in ${topic}`);
  });

  it('reads no further than it shows, and says that there is more', async () => {
    await run('audit', '--limit', '1');
    expect(printed()).toContain('default/experiment/e9 v1');
    expect(asked.filter((url) => url.includes('cursor='))).toHaveLength(1);
    expect(terminal.noted.at(-1)).toContain('more than 1');
  });

  it('asks for what was filtered, in UTC', async () => {
    await run('audit', '--service', 'promotion', '--actor', 'user:ada', '--from', '2026-01-01');
    expect(asked).toEqual([expect.stringContaining('actor=user%3Aada&from=2026-01-01T00%3A00%3A00.000Z')]);
  });

  it('prints CSV that no spreadsheet runs', async () => {
    await run('audit', '--csv', '--all');
    expect(terminal.printed).toHaveLength(4);
    expect(terminal.printed[1]).toContain(`,'=1+1,`);
    expect(terminal.printed[1]).toContain('"{""run"":1}"');
    expect(csvLine(['a,b', -5, null, '@x'])).toBe(`"a,b",-5,,'@x`);
  });

  it.each([
    [['audit', '--from', 'yesterday'], '--from is "yesterday"'],
    [['audit', '--csv', '--json'], 'name one of'],
    [['audit', '--service', 'nobody'], 'there are assignment'],
  ])('refuses %p', async (args, message) => {
    expect(await run(...args)).toBe(EXIT.usage);
    expect(terminal.noted.at(-1)).toContain(message);
  });
});

describe('assay explain unit', () => {
  const path = (topic: string) => `${INGEST}/topics/${topic}/records?subject=u7&open=true`;
  const topics = ['assay.assignments.v1', 'assay.identities.v1', 'assay.interactions.v1'];
  const DONE = `${JSON.stringify({ line: 'done', checked: 0, unit: 'messages', next: 0 })}\n`;
  const FAILED = `${JSON.stringify({ line: 'failed', code: 'LOG_BROKEN', detail: 'a segment is not there' })}\n`;
  beforeEach(() => {
    for (const topic of topics) assay.texts.set(path(topic), { text: DONE });
  });

  it('says that the log has nothing only where all of it was read', async () => {
    expect(await run('explain', 'unit', 'u7')).toBe(EXIT.done);
    expect(printed()).toContain('The log has nothing of u7.');
  });

  it.each([
    ['could not be read', FAILED, 'assay.interactions.v1: LOG_BROKEN: a segment is not there'],
    ['broke off', '', 'assay.interactions.v1: the answer broke off'],
  ])('fails where a topic %s', async (_name, text, message) => {
    assay.texts.set(path('assay.interactions.v1'), { text });
    expect(await run('explain', 'unit', 'u7')).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain(message);
    expect(terminal.printed).toEqual([]);
  });
});

describe('assay dead-letters', () => {
  const letter = (offset: number, status: string) => ({
    ...{ id: `t/0/${String(offset)}`, type: 'UnitExposed', subject: 'u1', reason: 'handler-failed' },
    ...{ detail: 'TypeError', reader: 'engine', at: '2026-01-01T00:00:00Z', state: { status } },
  });

  it('shows those that are open', async () => {
    assay.texts.set(`${INGEST}/dead-letters`, {
      text: `${JSON.stringify(letter(1, 'open'))}\n${JSON.stringify(letter(2, 'discarded'))}\n`,
    });
    await run('dead-letters', 'list');
    expect(printed()).toMatch(/t\/0\/1.*engine.*open/);
    expect(printed()).not.toContain('t/0/2');
  });

  it('fails where they could not all be read, instead of showing some', async () => {
    const failed = { line: 'failed', code: 'LOG_UNAVAILABLE', detail: 'no broker answers' };
    assay.texts.set(`${INGEST}/dead-letters`, {
      text: `${JSON.stringify(letter(1, 'open'))}\n${JSON.stringify(failed)}\n`,
    });
    for (const status of ['open', 'all'])
      expect(await run('dead-letters', 'list', '--status', status)).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain('dead letters: LOG_UNAVAILABLE: no broker answers');
    expect(terminal.printed).toEqual([]);
  });

  it('retries with a reason, and not without', async () => {
    const bodies: unknown[] = [];
    assay.routes.set(`POST ${INGEST}/dead-letters/t/0/1/retry`, (body) => {
      bodies.push(body);
      return {
        status: 200,
        body: { ...letter(1, 'retried'), state: { status: 'retried', by: 'user:ada', reason: 'mended' } },
      };
    });
    expect(await run('dead-letters', 'retry', 't/0/1')).toBe(EXIT.usage);
    expect(bodies).toEqual([]);
    expect(await run('dead-letters', 'retry', 't/0/1', '--reason', 'mended')).toBe(EXIT.done);
    expect(bodies).toEqual([{ reason: 'mended' }]);
    expect(printed()).toContain('t/0/1: retried by user:ada: mended');
    expect(await run('dead-letters', 'show', '../api-keys')).toBe(EXIT.usage);
  });
});

describe('assay export', () => {
  const record = (partition: number, offset: number) =>
    `${JSON.stringify({
      ...{ line: 'record', topic: 't', partition, offset, key: 'k', appendedAt: 'now', data: { n: offset } },
      headers: { ce_type: 'UnitExposed' },
    })}\n`;
  const done = (next: number) => `${JSON.stringify({ line: 'done', next })}\n`;
  const path = (partition: number, from: number) =>
    `${INGEST}/topics/t/records?partition=${String(partition)}&from=${String(from)}`;

  beforeEach(() => {
    const partitions = [
      { partition: 0, earliest: 0, end: 2 },
      { partition: 1, earliest: 0, end: 1 },
    ];
    assay.routes.set(`GET ${INGEST}/topics`, () => ({
      status: 200,
      body: { items: [{ name: 't', partitions }] },
    }));
    assay.texts.set(path(0, 0), { text: record(0, 0) + record(0, 1) + done(2) });
    assay.texts.set(path(1, 0), { text: record(1, 0) + done(1) });
  });
  const lines = (file: string): number[] =>
    readFileSync(join(terminal.folder, file), 'utf8')
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { offset: number }).offset);

  it('writes every message of every partition', async () => {
    expect(await run('export', 't', '--out', 'all.ndjson')).toBe(EXIT.done);
    expect(lines('all.ndjson')).toEqual([0, 1, 0]);
    expect(existsSync(join(terminal.folder, 'all.ndjson.progress'))).toBe(false);
    expect(await run('export', 't', '--out', 'all.ndjson')).toBe(EXIT.usage);
  });

  it('goes on where it broke off, with nothing twice and nothing left out', async () => {
    assay.texts.set(path(0, 0), { text: record(0, 0) });
    expect(await run('export', 't', '--out', 'part.ndjson')).toBe(EXIT.failed);
    expect(lines('part.ndjson')).toEqual([0]);
    assay.texts.set(path(0, 1), { text: record(0, 1) + done(2) });
    // Another question does not continue this file.
    expect(await run('export', 't', '--out', 'part.ndjson', '--format', 'csv')).toBe(EXIT.usage);
    expect(await run('export', 't', '--out', 'part.ndjson')).toBe(EXIT.done);
    expect(lines('part.ndjson')).toEqual([0, 1, 0]);
  });

  it('of all topics goes on with the topic that broke off, and leaves those that are done', async () => {
    const partitions = [{ partition: 0, earliest: 0, end: 1 }];
    const items = ['t', 'u'].map((name) => ({ name, partitions }));
    assay.routes.set(`GET ${INGEST}/topics`, () => ({ status: 200, body: { items } }));
    assay.texts.set(path(0, 0), { text: record(0, 0) + done(1) });
    const other = path(0, 0).replace('/t/', '/u/');
    assay.texts.set(other, { text: record(0, 0).slice(0, 30) });
    expect(await run('export', 'all', '--out', 'all')).toBe(EXIT.failed);
    expect(await run('export', 'all', '--out', 'all', '--type', 'UnitExposed')).toBe(EXIT.usage);
    assay.texts.set(other, { text: record(0, 0) + done(1) });
    expect(await run('export', 'all', '--out', 'all')).toBe(EXIT.done);
    expect([lines('all/t.ndjson'), lines('all/u.ndjson')]).toEqual([[0], [0]]);
    expect(await run('export', 'all', '--out', 'all')).toBe(EXIT.usage);
    expect(readdirSync(join(terminal.folder, 'all')).sort()).toEqual(['t.ndjson', 'u.ndjson']);
  });

  it('prints CSV, and names the topics there are', async () => {
    await run('export', 't', '--format', 'csv', '--partition', '1');
    expect(terminal.printed[0]).toBe(
      'topic,partition,offset,appendedAt,key,id,type,subject,time,project,actor,source,data',
    );
    expect(terminal.printed[1]).toBe('t,1,0,now,k,,UnitExposed,,,,,,"{""n"":0}"');
    expect(await run('export', 'u')).toBe(EXIT.usage);
    expect(terminal.noted.at(-1)).toContain('there are t');
  });
});

describe('what is different', () => {
  it('is told down to single values; things with a key by their key', () => {
    const variant = (key: string, weight: number) => ({ key, weight });
    expect(
      differences(
        { status: 'running', variants: [variant('a', 1), variant('b', 1)] },
        { status: 'paused', variants: [variant('c', 1), variant('a', 2), variant('b', 1)] },
      ),
    ).toEqual([
      { path: 'status', before: 'running', after: 'paused' },
      { path: 'variants.a.weight', before: 1, after: 2 },
      { path: 'variants.c', before: undefined, after: variant('c', 1) },
    ]);
    expect(differences({ a: [1] }, { a: [1] })).toEqual([]);
  });

  it('needs a moment before another one', async () => {
    expect(await run('diff')).toBe(EXIT.usage);
    expect(await run('diff', '--from', '2026-02-01', '--to', '2026-01-01')).toBe(EXIT.usage);
  });
});

describe('assay explain promotion', () => {
  it('ends with the exit code of damage when a certificate does not follow from its evidence', async () => {
    const promotion = {
      ...{
        id: 'p1',
        status: 'completed',
        promotedVariantName: 'b',
        promotionType: 'auto',
        actor: 'user:ada',
      },
      ...{ requestedAt: 'then', promotedAt: null, refusal: null, rollbackAt: null },
      certificate: {
        engineVersion: 'e',
        hash: 'h',
        checks: [{ name: 'fresh', passed: true, value: 1, threshold: 900 }],
      },
    };
    assay.routes.set('GET /api/v1/promotions/checkout/history', () => ({
      status: 200,
      body: { promotions: [promotion] },
    }));
    const verdict = (body: object) =>
      assay.routes.set('GET /api/v1/promotions/checkout/certificates/p1/verify', () => ({
        status: 200,
        body,
      }));
    verdict({ valid: true, differences: [] });
    expect(await run('explain', 'promotion', 'checkout')).toBe(EXIT.done);
    expect(printed()).toMatch(/fresh.*yes.*1 s.*at most 900 s/);
    verdict({ valid: false, differences: [{ field: 'winner' }] });
    expect(await run('explain', 'promotion', 'checkout')).toBe(EXIT.damaged);
    expect(printed()).toContain('DOES NOT FOLLOW from its evidence (winner)');
  });
});

describe('an answer with status 200', () => {
  it.each([
    ['that is cut off', '{"items": [{"name"', 'application/json', 'is broken JSON: {"items"'],
    ['that is a page of something else', '<html>', 'text/html', 'no JSON came: <html>'],
    ['without anything in it', '', 'text/html', 'no JSON came'],
  ])('%s is a failure', async (_what, text, contentType, why) => {
    assay.texts.set(`${INGEST}/topics`, { text, contentType });
    expect(await run('topics')).toBe(EXIT.failed);
    expect(terminal.noted.at(-1)).toContain(why);
  });
});
