import { issueToken } from '@assay/auth';
import { eventually } from '@assay/testing';
import type { IngestApp } from './ingest-app.js';
import { TEST_SECRET } from '@assay/service-testing';
import { ingestApp, testKey } from './ingest-app.js';

const tracking = testKey(['track'], 1);
const filters = '/api/v1/admin/traffic-filters';
const FILTERED = 'assay.filtered-traffic.v1';

describe('traffic filters', () => {
  let ingest: IngestApp;
  let authorization: string;
  beforeAll(async () => {
    ingest = await ingestApp([tracking.created], (publish) => publish());
    const editor = await issueToken({
      secret: TEST_SECRET,
      subject: 'ada',
      role: 'editor',
      project: 'default',
    });
    authorization = `Bearer ${editor}`;
  });
  afterAll(() => ingest.stop());

  const call = (method: 'GET' | 'PUT' | 'DELETE', key: string, payload?: object) =>
    ingest.app.inject({
      method,
      url: key === '' ? filters : `${filters}/${key}`,
      headers: { authorization },
      ...(payload === undefined ? {} : { payload }),
    });
  const send = (headers: Record<string, string>, ...events: readonly object[]) =>
    ingest.app.inject({
      method: 'POST',
      url: '/api/v1/events',
      payload: events,
      headers: { 'x-api-key': tracking.key, 'user-agent': 'Mozilla/5.0', ...headers },
    });
  const inForce = (key: string, status = 'active') =>
    eventually(async () => {
      const { items } = (await call('GET', '')).json<{ items: { key: string }[] }>();
      expect(items.find((item) => item.key === key)).toMatchObject({ status });
    });

  it('keep events apart by who sends them and what they say, and count them', async () => {
    await call('PUT', 'bots', { rule: { kind: 'known_bots' } });
    await call('PUT', 'office', { rule: { kind: 'network', cidrs: ['192.0.2.0/24'] } });
    await call('PUT', 'staff', { rule: { kind: 'attribute', attribute: 'staff', equals: [true] } });
    await Promise.all(['bots', 'office', 'staff'].map((key) => inForce(key)));
    const time = '2026-02-01T00:00:00Z';
    const click = { type: 'click', unit: 'visitor', time };
    const exposure = { type: 'exposure', unit: 'bot', experiment: 'checkout', variant: 'blue', time };
    expect((await send({}, click)).json()).toEqual({ accepted: 1 });
    expect((await send({ 'user-agent': 'Examplebot/2' }, click, exposure)).json()).toMatchObject({
      accepted: 2,
      filtered: 2,
    });
    expect((await send({ 'x-forwarded-for': '192.0.2.7' }, click)).json()).toEqual({
      accepted: 1,
      filtered: 1,
    });
    const mixed = await send({}, click, { ...click, attributes: { staff: true } });
    expect(mixed.json()).toEqual({ accepted: 2, filtered: 1 });
    expect((await ingest.stored()).map(({ subject }) => subject)).toEqual(['visitor', 'visitor']);
    const apart = await ingest.stored(FILTERED);
    expect(apart.map(({ data }) => (data as { filter: string }).filter).sort()).toEqual([
      'bots',
      'bots',
      'office',
      'staff',
    ]);
  });

  it('show what they kept apart, a repeated event once', async () => {
    const again = { type: 'click', unit: 'again', id: 'c1', time: '2026-02-02T00:00:00Z' };
    for (let attempt = 0; attempt < 3; attempt += 1) await send({ 'user-agent': 'Examplebot/2' }, again);
    await eventually(async () => {
      expect((await call('GET', '')).json()).toMatchObject({
        items: [
          { key: 'bots', status: 'active', events: 3 },
          { key: 'office', events: 1 },
          { key: 'staff', events: 1 },
        ],
      });
    });
    expect((await call('GET', 'bots')).json()).toMatchObject({
      rule: { kind: 'known_bots' },
      changedBy: 'user:ada',
      days: [
        { day: '2026-02-02', events: 1 },
        { day: '2026-02-01', events: 2 },
      ],
    });
  });

  describe('their counts', () => {
    const projections = '/api/v1/admin/services/event-ingest/projections';
    const asAdmin = async (method: 'GET' | 'POST', url: string) => {
      const admin = await issueToken({
        secret: TEST_SECRET,
        subject: 'root',
        role: 'admin',
        project: 'default',
      });
      return ingest.app.inject({ method, url, headers: { authorization: `Bearer ${admin}` } });
    };
    const model = async () => {
      const answer = await asAdmin('GET', `${projections}?hash=true`);
      const listed = answer.json<{ projections: { lag: number; hash: { hash: string; rows: number } }[] }>();
      return listed.projections[0];
    };
    /** Waits until the model has read everything; gives its hash. */
    const settled = async () => {
      const ends = await ingest.bus.ends(FILTERED);
      const total = ends.reduce((sum, { end }) => sum + end, 0);
      return eventually(async () => {
        const answer = await asAdmin('GET', projections);
        const { positions } = answer.json<{ projections: { positions: { offset: number }[] }[] }>()
          .projections[0] ?? { positions: [] };
        expect(positions.reduce((sum, { offset }) => sum + offset, 0)).toBe(total);
        return (await model())?.hash;
      });
    };

    it('are the same when every event comes five times, in any order', async () => {
      const before = await settled();
      expect(before?.rows).toBe(4);
      const events = await ingest.stored(FILTERED);
      for (let time = 0; time < 4; time += 1) await ingest.bus.publish([...events].reverse());
      expect(await settled()).toMatchObject({ hash: before?.hash });
    });

    it('are the same when they are built anew from the log', async () => {
      const before = await settled();
      expect((await asAdmin('POST', `${projections}/filtered-counts/rebuild`)).statusCode).toBe(202);
      await eventually(async () => {
        const progress = await asAdmin('GET', `${projections}/filtered-counts/rebuild`);
        expect(progress.json()).toMatchObject({ state: 'done' });
      });
      expect(await settled()).toMatchObject({ hash: before?.hash });
    });
  });

  it('that are removed let everything through', async () => {
    expect((await call('DELETE', 'bots', { reason: 'we sell to them' })).json()).toMatchObject({
      status: 'removed',
    });
    await inForce('bots', 'removed');
    const answer = await send({ 'user-agent': 'Examplebot/2' }, { type: 'click', unit: 'free' });
    expect(answer.json()).toEqual({ accepted: 1 });
  });

  it.each([
    ['an unknown kind', 'x', { kind: 'magic' }, 400, 'rule.kind'],
    ['no kind', 'x', {}, 400, 'rule.kind'],
    ['nothing to look for', 'x', { kind: 'user_agent', contains: [] }, 400, 'rule.contains'],
    ['an unknown field', 'x', { kind: 'known_bots', loud: true }, 400, 'rule.loud'],
    ['no network', 'x', { kind: 'network', cidrs: ['10.0.0.0/99'] }, 422, 'rule.cidrs'],
    ['an illegal key', 'a b', { kind: 'known_bots' }, 400, 'key'],
  ])('are not made of %s', async (_case, key, rule, status, path) => {
    const answer = await call('PUT', encodeURIComponent(key), { rule });
    expect(answer.json()).toMatchObject({ status, errors: [{ path }] });
  });

  it('that are not there are said not to be', async () => {
    for (const answer of [await call('GET', 'nothing'), await call('DELETE', 'nothing', { reason: 'x' })])
      expect(answer.json()).toMatchObject({ status: 404, code: 'TRAFFIC_FILTER_NOT_FOUND' });
  });
});
