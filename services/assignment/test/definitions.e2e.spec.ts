import { createHash } from 'node:crypto';
import { MemberSet } from '@assay/bucketing';
import { issueToken } from '@assay/auth';
import type { EventEnvelope, RolloutSegmentKeys } from '@assay/contracts';
import { derivedId, newEvent, RolloutCreated, RolloutStarted, streamId } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { AssignmentApp, CallOptions, Method } from './support/assignment-app.js';
import { TEST_SECRET } from '@assay/service-testing';
import { assignmentApp } from './support/assignment-app.js';

const ADMIN = '/api/v1/admin';
const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];

interface Body {
  readonly code?: string;
  readonly hash?: string;
  readonly items?: readonly { readonly key: string }[];
}

describe('what experiments refer to, over HTTP', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    service = await assignmentApp();
  });
  afterAll(() => service.stop());

  const call = (method: Method, path: string, payload?: unknown, options: CallOptions = {}) =>
    service.call<Body>(method, `${ADMIN}${path}`, payload, options);

  const create = (key: string, design = {}) =>
    call('POST', '/experiments', { key, variants: VARIANTS, ...design });

  async function upload(
    path: string,
    payload: string,
    contentType: string,
    role: 'editor' | 'viewer' = 'editor',
  ) {
    const token = await issueToken({ secret: TEST_SECRET, subject: 'alice', role, project: 'default' });
    const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
    const answer = await service.app.inject({ method: 'POST', url: `${ADMIN}${path}`, payload, headers });
    return { status: answer.statusCode, body: answer.json<Body>() };
  }

  it('gives experiments parts of a layer, and lets none start without', async () => {
    expect(await call('POST', '/layers', { key: 'pages' })).toMatchObject({
      status: 201,
      body: { freePercent: 100 },
    });
    expect(await create('in-layer', { layer: 'pages' })).toMatchObject({
      status: 201,
      body: { layer: 'pages' },
    });
    expect(await call('POST', '/experiments/in-layer/start', {})).toMatchObject({
      status: 409,
      body: { code: 'LAYER_SLOT_MISSING', errors: [{ path: 'layer', value: 'pages' }] },
    });
    expect(await call('PUT', '/layers/pages/slots/in-layer', { percent: 30 })).toMatchObject({
      status: 200,
      body: { slots: [{ experiment: 'in-layer', ranges: [{ from: 0, to: 3000 }] }], freePercent: 70 },
    });
    expect(await call('POST', '/experiments/in-layer/start', {})).toMatchObject({ status: 200 });
    expect(await call('PUT', '/layers/pages/slots/in-layer', { percent: 10 })).toMatchObject({
      status: 409,
      body: { code: 'WRONG_STATUS' },
    });
    expect(await call('DELETE', '/layers/pages/slots/in-layer')).toMatchObject({ status: 409 });
  });

  it('lets none begin another run after its part was released', async () => {
    await call('POST', '/experiments/in-layer/conclude', { reason: 'seen enough', winner: null });
    expect(await call('DELETE', '/layers/pages/slots/in-layer')).toMatchObject({ status: 200 });
    const reopen = () => call('POST', '/experiments/in-layer/reopen', { reason: 'once more' });
    expect(await reopen()).toMatchObject({
      status: 409,
      body: { code: 'LAYER_SLOT_MISSING', errors: [{ path: 'layer', value: 'pages' }] },
    });
    await call('PUT', '/layers/pages/slots/in-layer', { percent: 30 });
    expect(await reopen()).toMatchObject({ status: 200, body: { status: 'running', run: 2 } });
  });

  it('refuses layers over 100 %, ranges that overlap and layers that are not there', async () => {
    await create('other');
    expect(await call('PUT', '/layers/pages/slots/other', { percent: 71 })).toMatchObject({
      status: 422,
      body: { code: 'LAYER_FULL', errors: [{ path: 'percent', value: 71 }] },
    });
    const overlapping = { ranges: [{ from: 2_999, to: 4_000 }] };
    expect(await call('PUT', '/layers/pages/slots/other', overlapping)).toMatchObject({
      status: 422,
      body: { code: 'RANGE_OVERLAPS' },
    });
    expect(await call('PUT', '/layers/pages/slots/gone', { percent: 1 })).toMatchObject({
      status: 422,
      body: { code: 'EXPERIMENT_NOT_FOUND' },
    });
    expect(await call('PUT', '/layers/none/slots/other', { percent: 1 })).toMatchObject({ status: 404 });
    expect(await call('PUT', '/layers/pages/slots/other', { percent: 0 })).toMatchObject({ status: 400 });
    expect(await create('lost', { layer: 'none' })).toMatchObject({
      status: 422,
      body: { code: 'LAYER_UNKNOWN' },
    });
  });

  it('holds units out, in all experiments or in those that name the holdout', async () => {
    const all = { key: 'all', scope: 'global', percent: 1 };
    expect(await call('POST', '/holdouts', all)).toMatchObject({ status: 201, body: { status: 'active' } });
    await call('POST', '/holdouts', { key: 'growth', scope: 'group', percent: 5 });
    expect(await create('held', { holdouts: ['growth'] })).toMatchObject({ status: 201 });
    for (const [holdout, code] of [
      ['all', 'HOLDOUT_IS_GLOBAL'],
      ['none', 'HOLDOUT_UNKNOWN'],
    ] as const)
      expect(await create('held-2', { holdouts: [holdout] })).toMatchObject({ status: 422, body: { code } });
    expect(await call('PATCH', '/holdouts/growth', { percent: 10, reason: 'more' })).toMatchObject({
      body: { percent: 10, version: 2 },
    });
    expect(await call('DELETE', '/holdouts/growth', { reason: 'read' })).toMatchObject({
      body: { status: 'ended' },
    });
    expect(await call('PATCH', '/holdouts/growth', { percent: 1, reason: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'HOLDOUT_ENDED' },
    });
    expect(await call('GET', '/holdouts/growth', undefined, { role: 'viewer' })).toMatchObject({
      status: 200,
    });
  });

  it('keeps a list of members by its hash, and gives it back by it', async () => {
    const sent = await upload('/segments/beta/members?name=Beta', 'unit\nu1\nu2\n', 'text/csv');
    expect(sent).toMatchObject({ status: 201, body: { kind: 'list', name: 'Beta', size: 2, version: 1 } });
    const again = await upload('/segments/beta/members?name=Beta', '"u2"\n"u1"\n', 'application/x-ndjson');
    expect(again).toMatchObject({ status: 201, body: { hash: sent.body.hash, version: 1 } });
    const token = await issueToken({ secret: TEST_SECRET, subject: 'a', role: 'viewer', project: 'default' });
    const url = `/api/v1/config/segments/${sent.body.hash ?? ''}`;
    const answer = await service.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
    expect(createHash('sha256').update(answer.rawPayload).digest('hex')).toBe(sent.body.hash);
    expect(MemberSet.fromBytes(new Uint8Array(answer.rawPayload)).has('u2')).toBe(true);
    for (const [origins, status, code] of [
      [['https://shop.example'], 403, 'KEY_IS_FOR_PAGES'],
      [undefined, 200, undefined],
    ] as const) {
      const made = { name: 'app', scopes: ['evaluate'], origins };
      const { body } = await service.call<{ key: string }>('POST', '/api/v1/admin/api-keys', made);
      const asked = () => service.app.inject({ url, headers: { 'x-api-key': body.key } });
      await eventually(async () => (await asked()).statusCode === status);
      if (code !== undefined) expect((await asked()).json()).toMatchObject({ code });
    }
    expect(JSON.stringify(await service.stored('assay.definitions.v1'))).not.toContain('u1');
  });

  it('decides by the members of a list who takes part', async () => {
    await create('for-members', { targeting: { op: 'in_segment', segment: 'beta' } });
    await call('POST', '/experiments/for-members/start', {});
    const reasonOf = async (unit: string) => {
      const payload = { experiment: 'for-members', unit };
      return (await service.call('POST', '/api/v1/experiments/assign', payload)).body['reason'];
    };
    await eventually(async () => (await reasonOf('u1')) === 'split' || (await reasonOf('u1')) === 'sticky');
    expect(await reasonOf('stranger')).toBe('targeting_mismatch');
    await upload('/segments/beta/members', 'someone-else\n', 'text/csv');
    await eventually(async () => (await reasonOf('someone-else')) !== 'targeting_mismatch');
    expect(await reasonOf('new-u2')).toBe('targeting_mismatch');
  });

  it('refuses lists that it cannot read, with the line', async () => {
    expect(await upload('/segments/bad/members', 'ok\n\u0000\n', 'text/csv')).toMatchObject({
      status: 400,
      body: { code: 'SEGMENT_MEMBER_INVALID', errors: [{ path: 'line 2' }] },
    });
    expect(await upload('/segments/bad/members', 'x', 'text/plain')).toMatchObject({ status: 415 });
    expect(await upload('/segments/bad!/members', 'x', 'text/csv')).toMatchObject({ status: 400 });
    expect((await upload('/segments/bad/members', 'x', 'text/csv', 'viewer')).status).toBe(403);
    expect(await call('GET', '/segments/bad')).toMatchObject({
      status: 404,
      body: { code: 'SEGMENT_NOT_FOUND' },
    });
  });

  it('defines segments by rule, and refuses rules that cannot be evaluated', async () => {
    const rule = { op: 'equals', attribute: 'country', value: 'DE' };
    expect(await call('PUT', '/segments/germans', { rule })).toMatchObject({
      status: 200,
      body: { kind: 'rule' },
    });
    for (const [bad, code] of [
      [{ op: 'sounds_like', attribute: 'a', value: 'b' }, 'RULE_UNKNOWN_OPERATOR'],
      [{ op: 'matches', attribute: 'a', value: '(' }, 'RULE_PATTERN_INVALID'],
      [{ op: 'in_segment', segment: 'beta' }, 'RULE_SEGMENT_IN_SEGMENT'],
    ] as const)
      expect(await call('PUT', '/segments/odd', { rule: bad })).toMatchObject({
        status: 422,
        body: { code },
      });
  });

  it('lists them by key, page by page', async () => {
    await eventually(async () => (await call('GET', '/segments')).body.items?.length === 2);
    expect((await call('GET', '/segments?limit=1')).body).toMatchObject({
      items: [{ key: 'beta' }],
      nextCursor: 'beta',
    });
    expect((await call('GET', '/segments?cursor=beta')).body).toMatchObject({
      items: [{ key: 'germans' }],
      nextCursor: null,
    });
    expect((await call('GET', '/layers')).body).toMatchObject({
      items: [{ key: 'pages' }],
      nextCursor: null,
    });
  });

  it('keeps a long list in pieces in the log, once, and whole', async () => {
    const lines = Array.from({ length: 20_000 }, (_, member) => `member-${String(member)}`).join('\n');
    const sent = await Promise.all(
      ['long-a', 'long-b'].map((key) => upload(`/segments/${key}/members`, lines, 'text/csv')),
    );
    expect(sent.map(({ status }) => status)).toEqual([201, 201]);
    const [hash = ''] = sent.map(({ body }) => body.hash);
    await eventually(async () => {
      const kept = await service.stored('assay.segment-members.v1');
      const pieces = kept.filter(({ subject }) => subject.endsWith(hash)).map(({ data }) => data);
      expect(pieces).toMatchObject([1, 2, 3, 4].map((piece) => ({ piece, pieces: 4 })));
    });
    const token = await issueToken({ secret: TEST_SECRET, subject: 'a', role: 'viewer', project: 'default' });
    const url = `/api/v1/config/segments/${hash}`;
    const answer = await service.app.inject({ url, headers: { authorization: `Bearer ${token}` } });
    expect(createHash('sha256').update(answer.rawPayload).digest('hex')).toBe(hash);
  });

  it('gives a rollout to the units of its segments, as they are then, and explains it', async () => {
    await upload('/segments/staff/members', 'ada\n', 'text/csv');
    await call('PUT', '/segments/french', { rule: { op: 'equals', attribute: 'country', value: 'FR' } });
    await service.bus.publish(segmentedRollout('canals', { allow: ['staff'], only: ['french'] }));
    const asked = async (unit: string, country = 'DE') => {
      const context = { targetingKey: unit, country };
      const { body } = await service.call('POST', '/ofrep/v1/evaluate/flags/canals', { context });
      return body as { readonly value: unknown; readonly metadata?: Readonly<Record<string, unknown>> };
    };
    const isTold = (unit: string, reason: string) =>
      eventually(async () => (await asked(unit)).metadata?.['reason'] === reason);
    await isTold('ada', 'allowed');
    expect(await asked('bob')).toMatchObject({ value: false, metadata: { reason: 'not_in_audience' } });
    expect((await asked('bob')).metadata).not.toHaveProperty('activation');
    expect(await asked('bob', 'FR')).toMatchObject({ value: true, metadata: { reason: 'percentage' } });
    await upload('/segments/staff/members', 'bob\n', 'text/csv');
    await isTold('bob', 'allowed');
    await isTold('ada', 'not_in_audience');
    expect(await call('GET', '/flags/canals/explain?unit=ada&attributes={"country":"DE"}')).toMatchObject({
      status: 200,
      body: {
        evaluation: { enabled: false, reason: 'not_in_audience' },
        steps: expect.arrayContaining([
          { rule: 'audience', outcome: 'decided', inputs: { only: ['french'], inSegment: false } },
        ]) as unknown,
      },
    });
    expect(await call('GET', '/flags/nobody/explain?unit=ada')).toMatchObject({
      status: 404,
      body: { code: 'FLAG_NOT_FOUND' },
    });
  });

  it('checks what an experiment says of its units', async () => {
    const segment = { op: 'in_segment', segment: 'beta' };
    expect(await create('aimed', { targeting: segment })).toMatchObject({ status: 201 });
    const deep = Array.from({ length: 30 }).reduce<object>((rule) => ({ op: 'not', rule }), segment);
    for (const [design, code] of [
      [{ targeting: { op: 'in_segment', segment: 'gone' } }, 'SEGMENT_UNKNOWN'],
      [{ targeting: { op: 'matches', attribute: 'a', value: '(a+)+(?=b)' } }, 'RULE_PATTERN_INVALID'],
      [{ hashing: { algorithm: 'md5', text: 'no unit' } }, 'HASHING_TEXT_INVALID'],
      [{ prerequisites: [{ flag: 'gone', variants: ['on'] }] }, 'PREREQUISITE_UNKNOWN'],
      [{ prerequisites: [{ flag: 'aimed', variants: ['gone'] }] }, 'VARIANT_UNKNOWN'],
      [{ primaryMetric: { key: 'r', type: 'ratio', event: 'buy' } }, 'METRIC_INVALID'],
    ] as const)
      expect([code, await create('refused', design)]).toMatchObject([code, { status: 422, body: { code } }]);
    expect(
      await create('deep', { targeting: { op: 'not', rule: { op: 'all', rules: [deep] } } }),
    ).toMatchObject({
      status: 422,
      body: { code: 'RULE_TOO_DEEP' },
    });
  });

  it('refuses prerequisites that go in a circle', async () => {
    await create('first');
    await create('second', { prerequisites: [{ flag: 'first', variants: ['treatment'] }] });
    const circle = { prerequisites: [{ flag: 'second', variants: ['treatment'] }] };
    expect(await call('PATCH', '/experiments/first', circle)).toMatchObject({
      status: 422,
      body: { code: 'PREREQUISITE_CYCLE' },
    });
    const itself = { prerequisites: [{ flag: 'own', variants: ['treatment'] }] };
    expect(await create('own', itself)).toMatchObject({ status: 422, body: { code: 'PREREQUISITE_ITSELF' } });
  });

  it('lets no two changes close a circle that neither of them closes alone', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [left, right] = [`left-${String(round)}`, `right-${String(round)}`];
      await Promise.all([create(left), create(right)]);
      const on = (flag: string) => ({ prerequisites: [{ flag, variants: ['treatment'] }] });
      const answers = await Promise.all([
        call('PATCH', `/experiments/${left}`, on(right)),
        call('PATCH', `/experiments/${right}`, on(left)),
      ]);
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 422]);
    }
  });

  it('serves what it has accepted, however deep', async () => {
    const nested = (levels: number) =>
      Array.from({ length: levels - 1 }).reduce<object>((rule) => ({ op: 'all', rules: [rule] }), {
        op: 'exists',
        attribute: 'plan',
      });
    await create('edited');
    expect(await call('PATCH', '/experiments/edited', { targeting: nested(33) })).toMatchObject({
      status: 422,
      body: { errors: [{ value: 33, message: 'nested over 32' }] },
    });
    expect(await call('PATCH', '/experiments/edited', { targeting: nested(32) })).toMatchObject({
      status: 200,
    });
    expect(await call('PUT', '/segments/deep', { rule: nested(32) })).toMatchObject({ status: 200 });
    await call('POST', '/experiments/edited/start', {});
    await eventually(async () => {
      const { body } = await service.call<{ readonly reason?: string }>(
        'POST',
        '/api/v1/experiments/assign',
        {
          experiment: 'edited',
          unit: 'u',
          attributes: { plan: 'pro' },
        },
      );
      return body.reason === 'split';
    });
  });

  it('does once what is sent twice with one Idempotency-Key', async () => {
    const once = (method: Method, path: string, payload: unknown, key: string) =>
      call(method, path, payload, { headers: { 'idempotency-key': key } });
    const group = { scope: 'group', percent: 5 };
    const twice = async (method: Method, path: string, payload: unknown, key: string) => {
      const { status, body } = await once(method, path, payload, key);
      expect(status).toBeLessThan(300);
      const again = await once(method, path, payload, key);
      expect([again.status, again.body]).toEqual([status, body]);
    };
    await twice('POST', '/layers', { key: 'kept-layer' }, 'a');
    await create('kept');
    await twice('PUT', '/layers/kept-layer/slots/kept', { percent: 10 }, 'b');
    await twice('DELETE', '/layers/kept-layer/slots/kept', {}, 'c');
    await twice('POST', '/holdouts', { key: 'kept-holdout', ...group }, 'd');
    await twice('PATCH', '/holdouts/kept-holdout', { percent: 6, reason: 'more' }, 'e');
    await twice('DELETE', '/holdouts/kept-holdout', { reason: 'over' }, 'f');
    await twice('PUT', '/segments/kept-segment', { rule: { op: 'exists', attribute: 'a' } }, 'g');
    const reused = { status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } };
    expect(await once('POST', '/layers', { key: 'other-layer' }, 'a')).toMatchObject(reused);
    expect(await once('POST', '/layers', { key: 'kept-layer', name: 'x' }, 'a')).toMatchObject(reused);
    expect(await once('PATCH', '/holdouts/kept-holdout', { percent: 7, reason: 'x' }, 'e')).toMatchObject(
      reused,
    );
    // The control: without the key the second one is refused, as it is there already.
    expect((await call('POST', '/layers', { key: 'kept-layer' })).status).toBe(409);
    expect((await call('POST', '/holdouts', { key: 'kept-holdout', ...group })).status).toBe(409);
  });

  it('warns of a gate that starves variants', async () => {
    const { body } = await create('starving', { hashing: { algorithm: 'md5' }, trafficAllocation: 10 });
    expect(body).toMatchObject({
      warnings: [{ code: 'GATE_STARVES_VARIANTS', variants: [{ variant: 'treatment', actual: 0 }] }],
    });
    expect((await create('fine', { hashing: { algorithm: 'murmur3' } })).body).toMatchObject({
      warnings: [],
    });
  });
});

/** A rollout that is on for everybody whom its segments let have it. */
function segmentedRollout(key: string, segments: RolloutSegmentKeys): readonly EventEnvelope[] {
  const metadata = (version: number) => ({
    ...{
      id: derivedId(key, String(version)),
      source: 'rollout',
      subject: streamId('default', 'rollout', key),
    },
    ...{ time: '2026-01-05T10:00:00.000Z', project: 'default', actor: 'user:ada', correlationid: key },
  });
  const errorThreshold = { errorRate: 0.05, windowMs: 60_000, minOutcomes: 20 };
  const lists = { allow: [], deny: [], segments };
  return [
    newEvent(RolloutCreated, metadata(1), {
      ...{ key, name: key, salt: key, errorThreshold, minHoursInTier: 48, ...lists },
    }),
    newEvent(RolloutStarted, metadata(2), {
      ...{ activation: derivedId('a1'), tier: 'tier_4_full', percentage: 100 },
    }),
  ].map((event, index) => ({ ...event, streamversion: index + 1 }));
}
