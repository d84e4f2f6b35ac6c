import { eventually } from '@assay/testing';
import { TesterTokens } from '../src/tester-token/tester-tokens.service.js';
import type { AssignmentApp, CallOptions, Method } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const EXPERIMENTS = '/api/v1/admin/experiments';
const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];

interface View {
  readonly key: string;
  readonly status: string;
  readonly version: number;
  readonly code?: string;
  readonly errors?: readonly { readonly path: string; readonly value?: unknown }[];
}

describe('the whole life of an experiment over HTTP', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    service = await assignmentApp();
  });
  afterAll(() => service.stop());

  const call = (method: Method, path: string, payload?: unknown, options: CallOptions = {}) =>
    service.call<View>(
      method,
      `${EXPERIMENTS}${path}`,
      payload ?? (method === 'GET' ? undefined : {}),
      options,
    );

  async function created(key: string, design = {}): Promise<void> {
    const { status, body } = await call('POST', '', { key, variants: VARIANTS, ...design });
    expect([status, body.code]).toEqual([201, undefined]);
  }

  it('edits a draft, and freezes it once it runs', async () => {
    await created('draft', { owner: 'alice', tags: ['shop'] });
    const edited = await call('PATCH', '/draft', { hypothesis: 'Better', owner: null, tags: ['shop', 'q3'] });
    expect(edited).toMatchObject({ status: 200, body: { hypothesis: 'Better', tags: ['shop', 'q3'] } });
    expect(edited.body).not.toHaveProperty('owner');
    expect(await call('PATCH', '/draft/variants/treatment', { weight: 3 })).toMatchObject({
      body: { variants: [{ weight: 1 }, { key: 'treatment', weight: 3 }] },
    });
    await call('POST', '/draft/variants', { key: 'third' });
    expect((await call('DELETE', '/draft/variants/third')).body).toMatchObject({
      variants: [{ key: 'control' }, { key: 'treatment' }],
    });
    await call('POST', '/draft/start');
    for (const [method, path, payload] of [
      ['PATCH', '/draft', { name: 'x' }],
      ['PATCH', '/draft/variants/treatment', { weight: 2 }],
      ['DELETE', '/draft/variants/treatment', {}],
    ] as const)
      expect(await call(method, path, payload)).toMatchObject({
        status: 409,
        body: { code: 'WRONG_STATUS', errors: [{ path: 'status', value: 'running' }] },
      });
  });

  it('concludes, reopens, re-randomises, archives and clones', async () => {
    await created('life', { hypothesis: 'why', requireManualApproval: true });
    await call('POST', '/life/start');
    expect((await call('POST', '/life/rerandomise', { reason: 'carry-over' })).body).toMatchObject({
      run: 2,
      bucketVersion: 2,
    });
    await call('POST', '/life/conclude', { winner: 'treatment', reason: 'clear' });
    expect((await call('POST', '/life/reopen', { reason: 'season' })).body).toMatchObject({
      status: 'running',
      run: 3,
      winner: null,
    });
    await call('POST', '/life/conclude', { winner: 'treatment', reason: 'clear' });
    expect((await call('POST', '/life/archive', { reason: 'done' })).body).toMatchObject({
      status: 'archived',
      winner: 'treatment',
    });
    expect(await call('POST', '/life/clone', { key: 'life-2' })).toMatchObject({
      status: 201,
      body: {
        key: 'life-2',
        status: 'draft',
        clonedFrom: 'life',
        hypothesis: 'why',
        requireManualApproval: true,
        variants: [{ key: 'control' }, { key: 'treatment' }],
      },
    });
    expect(await call('POST', '/life/clone', { key: 'life-2' })).toMatchObject({ status: 409 });
  });

  it('names units in overrides by digest alone', async () => {
    await created('forced');
    const set = await call('POST', '/forced/overrides', { unit: 'jane@example.org', variant: 'treatment' });
    expect(set).toMatchObject({ status: 200, body: { overrides: [{ variant: 'treatment' }] } });
    await call('POST', '/forced/overrides', {
      id: 'staff',
      when: { op: 'equals', attribute: 'staff', value: true },
      variant: 'treatment',
    });
    expect(JSON.stringify(await service.stored('assay.experiments.v1'))).not.toContain('jane');
    expect((await call('DELETE', '/forced/overrides?unit=jane@example.org')).body).toMatchObject({
      overrides: [{ id: 'staff' }],
    });
    expect((await call('DELETE', '/forced/overrides/staff')).body).toMatchObject({ overrides: [] });
    expect(await call('DELETE', '/forced/overrides/staff')).toMatchObject({
      status: 404,
      body: { code: 'OVERRIDE_NOT_FOUND', errors: [{ path: 'override', value: 'staff' }] },
    });
  });

  it('does what is sent twice with one Idempotency-Key once', async () => {
    await created('once');
    const headers = { 'idempotency-key': 'k1' };
    const first = await call('POST', '/once/start', {}, { headers });
    const second = await call('POST', '/once/start', {}, { headers });
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.body).toEqual(first.body);
    expect(await call('POST', '/once/pause', { reason: 'x' }, { headers })).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    const twice = { key: 'twice', variants: VARIANTS };
    const [a, b] = [await call('POST', '', twice, { headers }), await call('POST', '', twice, { headers })];
    expect([a.status, b.status]).toEqual([201, 201]);
    expect(b.body).toEqual(a.body);
    const another = await call('POST', '', { ...twice, key: 'thrice' }, { headers });
    expect(another).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect((await call('GET', '/thrice')).status).toBe(404);
  });

  it('does what is sent several times at once with one Idempotency-Key once', async () => {
    await created('at-once');
    const headers = { 'idempotency-key': 'k2' };
    const start = () => call('POST', '/at-once/start', {}, { headers });
    const answers = await Promise.all(Array.from({ length: 8 }, start));
    for (const { status, body } of answers) {
      expect({ status, body }).toMatchObject({ status: 200, body: { status: 'running' } });
      expect(body).toEqual(answers[0]?.body);
    }
  });

  it('keeps a checklist, as a gate where the experiment says so', async () => {
    await created('gated', { requireChecklist: true });
    expect(await call('POST', '/gated/start')).toMatchObject({
      status: 409,
      body: { code: 'CHECKLIST_INCOMPLETE', errors: [{ path: 'checklist' }] },
    });
    const ticked = await call('POST', '/gated/checklist/monitoring', { note: 'board 7' });
    expect(ticked).toMatchObject({ status: 200, body: { isGate: true } });
    const { items } = ticked.body as unknown as { items: readonly { item: string; tick: unknown }[] };
    expect(items.find(({ item }) => item === 'monitoring')?.tick).toMatchObject({
      by: 'user:alice',
      note: 'board 7',
    });
    expect((await call('DELETE', '/gated/checklist/monitoring')).status).toBe(200);
    expect(await call('POST', '/gated/checklist/dance')).toMatchObject({ status: 404 });
  });

  it('shows its history with actor, reason and difference, the latest first', async () => {
    await created('told');
    await call('POST', '/told/start');
    await call('POST', '/told/allocation', { trafficAllocation: 30, reason: 'careful' });
    const { body } = await call('GET', '/told/history?limit=2', undefined, { role: 'viewer' });
    expect(body).toMatchObject({
      items: [
        {
          version: 5,
          type: 'AllocationChanged',
          actor: 'user:alice',
          reason: 'careful',
          changes: [
            { path: 'trafficAllocation', before: 100, after: 30 },
            { path: 'phase', before: 1, after: 2 },
          ],
        },
        { type: 'ExperimentStarted' },
      ],
      nextCursor: '4',
    });
    const rest = await call('GET', '/told/history?cursor=4', undefined);
    expect(rest.body).toMatchObject({ nextCursor: null });
  });

  it('is found by status, type, owner, tag and words', async () => {
    await created('found', {
      name: 'Große Kacheln',
      owner: 'team-x',
      tags: ['tiles'],
      experimentType: 'bandit',
    });
    const keysOf = async (query: string) => {
      const { body } = await service.call<{ items: readonly View[] }>('GET', `${EXPERIMENTS}?${query}`);
      return body.items.map(({ key }) => key);
    };
    await eventually(async () => (await keysOf('owner=team-x')).length === 1);
    for (const query of ['type=bandit', 'tag=tiles', 'search=kacheln%20team', 'status=draft&owner=team-x'])
      expect([query, await keysOf(query)]).toEqual([query, ['found']]);
    expect(await keysOf('status=archived&owner=team-x')).toEqual([]);
    expect((await call('GET', '?status=gone')).status).toBe(400);
  });

  it('gives testers a token for a variant that is there', async () => {
    await created('tested');
    const answer = await call('POST', '/tested/query-tokens', {
      variant: 'treatment',
      expiresInSeconds: 600,
    });
    expect(answer).toMatchObject({ status: 201, body: { experiment: 'tested', variant: 'treatment' } });
    const { token } = answer.body as unknown as { readonly token: string };
    const tokens = service.app.get(TesterTokens);
    expect(tokens.read('default', token)).toEqual({
      outcome: 'valid',
      experiment: 'tested',
      variant: 'treatment',
    });
    expect(tokens.read('other', token)).toMatchObject({ code: 'TOKEN_OF_OTHER_PROJECT' });
    expect(await call('POST', '/tested/query-tokens', { variant: 'gone' })).toMatchObject({
      status: 422,
      body: { code: 'VARIANT_UNKNOWN' },
    });
    const viewer = { role: 'viewer' } as const;
    expect((await call('POST', '/tested/query-tokens', { variant: 'control' }, viewer)).status).toBe(403);
  });

  it('answers with the version as ETag', async () => {
    await created('tagged');
    const answer = await call('GET', '/tagged');
    expect(answer.headers['etag']).toBe(`"${String(answer.body.version)}"`);
    const headers = { 'if-match': String(answer.headers['etag']) };
    expect((await call('POST', '/tagged/start', {}, { headers })).status).toBe(200);
    expect((await call('POST', '/tagged/pause', { reason: 'x' }, { headers })).status).toBe(412);
  });
});
