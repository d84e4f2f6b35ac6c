import { createHash } from 'node:crypto';
import { issueToken } from '@assay/auth';
import { MemberSet } from '@assay/bucketing';
import type { EventEnvelope, RolloutSegmentKeys } from '@assay/contracts';
import { derivedId, newEvent, RolloutCreated, RolloutStarted, streamId } from '@assay/contracts';
import { TEST_SECRET } from '@assay/service-testing';
import { eventually } from '@assay/testing';
import type { AssignmentApp, Method } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const ADMIN = '/api/v1/admin';
const VARIANTS = [{ key: 'control', isControl: true }, { key: 'treatment' }];

interface Body {
  readonly code?: string;
  readonly hash?: string;
  readonly items?: readonly { readonly key: string }[];
}

describe('segments, over HTTP', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    service = await assignmentApp();
  });
  afterAll(() => service.stop());

  const call = (method: Method, path: string, payload?: unknown) =>
    service.call<Body>(method, `${ADMIN}${path}`, payload);

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

  const contentUrl = (hash = ''): string => `/api/v1/config/segments/${hash}`;

  async function contentAt(url: string): Promise<Buffer> {
    const token = await issueToken({ secret: TEST_SECRET, subject: 'a', role: 'viewer', project: 'default' });
    return (await service.app.inject({ url, headers: { authorization: `Bearer ${token}` } })).rawPayload;
  }

  it('keeps a list of members by its hash, and gives it back by it', async () => {
    const sent = await upload('/segments/beta/members?name=Beta', 'unit\nu1\nu2\n', 'text/csv');
    expect(sent).toMatchObject({ status: 201, body: { kind: 'list', name: 'Beta', size: 2, version: 1 } });
    const again = await upload('/segments/beta/members?name=Beta', '"u2"\n"u1"\n', 'application/x-ndjson');
    expect(again).toMatchObject({ status: 201, body: { hash: sent.body.hash, version: 1 } });
    const url = contentUrl(sent.body.hash);
    const content = await contentAt(url);
    expect(createHash('sha256').update(content).digest('hex')).toBe(sent.body.hash);
    expect(MemberSet.fromBytes(new Uint8Array(content)).has('u2')).toBe(true);
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
    const targeting = { op: 'in_segment', segment: 'beta' };
    await call('POST', '/experiments', { key: 'for-members', variants: VARIANTS, targeting });
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
    expect(
      createHash('sha256')
        .update(await contentAt(contentUrl(hash)))
        .digest('hex'),
    ).toBe(hash);
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
