import { ReleaseAutoRollbackSet, RolloutAudienceChanged, TOPICS } from '@assay/contracts';
import { eventually } from '@assay/testing';
import { releaseCreated, rolloutCreated } from './support/created-subjects.js';
import type { CallOptions } from './support/oversight-service.js';
import { OversightService } from './support/oversight-service.js';

const proposal = {
  subject: { kind: 'rollout', key: 'search' },
  action: 'advance',
  proposal: { tier: 'tier_2_early_adopters' },
  reason: 'healthy for three days',
};
const bob: CallOptions = { subject: 'bob' };

let service: OversightService;

beforeAll(async () => {
  service = await OversightService.start();
  await rolloutCreated(service, 'search');
  await releaseCreated(service, 'search');
  await releaseCreated(service, 'paged');
});

afterAll(async () => {
  await service.stop();
});

async function propose(
  changes: object = {},
  options: CallOptions = {},
): Promise<{ id: string; hash: string }> {
  const answer = await service.call('POST', '/approvals', {
    role: 'editor',
    ...options,
    body: { ...proposal, ...changes },
  });
  expect(answer).toMatchObject({ status: 201, body: { status: 'open', proposedBy: 'user:ada' } });
  return answer.body as unknown as { id: string; hash: string };
}

const approve = (id: string, hash: string, options: CallOptions = bob) =>
  service.call('POST', `/approvals/${id}/approve`, { ...options, body: { hash } });

const typesOf = async (id: string): Promise<readonly string[]> =>
  (await service.stored(TOPICS.approvals.name))
    .filter(({ subject }) => subject.endsWith(`/approval/${id}`))
    .map(({ type }) => type);

describe('a proposal', () => {
  it('is listed, looked at, approved by somebody else, and shows what happened', async () => {
    const { id, hash } = await propose();
    expect(await approve(id, hash, {})).toMatchObject({
      status: 403,
      body: { code: 'APPROVER_IS_PROPOSER' },
    });
    expect(await approve(id, hash, { subject: 'bob', role: 'editor' })).toMatchObject({
      status: 403,
      body: { code: 'ROLE_REQUIRED' },
    });
    await eventually(async () => {
      const { body } = await service.call('GET', '/approvals?status=open&kind=rollout&key=search', {
        role: 'viewer',
      });
      expect(body).toMatchObject({
        approvals: [{ id, hash, proposal: proposal.proposal }],
        nextCursor: null,
      });
    });
    expect(await approve(id, hash)).toMatchObject({ status: 200, body: { status: 'approved' } });
    expect(await approve(id, hash)).toMatchObject({
      status: 200,
      body: { approvals: [{ actor: 'user:bob' }] },
    });
    const { body } = await service.call('GET', `/approvals/${id}`, { role: 'viewer' });
    expect(body).toMatchObject({
      status: 'approved',
      history: [
        { type: 'ApprovalProposed', actor: 'user:ada' },
        { type: 'ApprovalGiven', actor: 'user:bob' },
        { type: 'ApprovalGranted', actor: 'user:bob' },
      ],
    });
  });

  it('that is changed has to be looked at and approved again', async () => {
    const { id, hash } = await propose();
    await approve(id, hash);
    const changed = { proposal: { tier: 'tier_4_full' }, reason: 'all at once' };
    const revised = await service.call('POST', `/approvals/${id}/revise`, { role: 'editor', body: changed });
    expect(revised).toMatchObject({ status: 200, body: { status: 'open', approvals: [] } });
    expect(await approve(id, hash)).toMatchObject({
      status: 409,
      body: { code: 'PROPOSAL_CHANGED', errors: [{ path: 'hash', value: hash }] },
    });
    expect(await approve(id, String(revised.body['hash']))).toMatchObject({ body: { status: 'approved' } });
  });

  it('is approved once by fifty who do so at the same time', async () => {
    const { id, hash } = await propose();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => approve(id, hash, { subject: n % 2 === 0 ? 'bob' : 'eve' })),
    );
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => status !== 200 && status !== 409)).toEqual([]);
    expect(
      await typesOf(id).then((types) => types.filter((type) => type === 'ApprovalGranted')),
    ).toHaveLength(1);
    expect((await typesOf(id)).filter((type) => type === 'ApprovalGiven')).toHaveLength(1);
  });

  it('is made once with one idempotency key', async () => {
    const headers = { 'idempotency-key': 'p-1' };
    const [first, second] = [await propose({}, { headers }), await propose({}, { headers })];
    expect(second.id).toBe(first.id);
    expect(await typesOf(first.id)).toEqual(['ApprovalProposed']);
  });

  it('is rejected, or withdrawn by its proposer, with a reason, and then nobody approves it', async () => {
    const rejected = await propose();
    const reason = 'not on a Friday';
    const answer = await service.call('POST', `/approvals/${rejected.id}/reject`, {
      ...bob,
      body: { reason },
    });
    expect(answer).toMatchObject({ status: 200, body: { status: 'rejected', endReason: reason } });
    expect(await approve(rejected.id, rejected.hash)).toMatchObject({ body: { code: 'APPROVAL_CLOSED' } });
    const withdrawn = await propose();
    const withdraw = (options: CallOptions) =>
      service.call('POST', `/approvals/${withdrawn.id}/withdraw`, { ...options, body: { reason } });
    expect(await withdraw(bob)).toMatchObject({ status: 403, body: { code: 'NOT_THE_PROPOSER' } });
    expect(await withdraw({ role: 'editor' })).toMatchObject({ status: 200, body: { status: 'withdrawn' } });
  });

  it.each([
    [{ subject: { kind: 'moon', key: 'x' } }, 400, 'VALIDATION_FAILED'],
    [{ subject: { kind: 'hotfix', key: 'x' } }, 400, 'VALIDATION_FAILED'],
    [{ subject: { kind: 'policy', key: 'x' } }, 400, 'VALIDATION_FAILED'],
    [{ subject: null }, 400, 'VALIDATION_FAILED'],
    [{ action: 'Do it' }, 400, 'VALIDATION_FAILED'],
    [{ proposal: [1] }, 400, 'VALIDATION_FAILED'],
    [{ approvals: 0 }, 400, 'VALIDATION_FAILED'],
    [{ expiresInHours: 721 }, 400, 'VALIDATION_FAILED'],
    [{ expiresInHours: -1 }, 400, 'VALIDATION_FAILED'],
    [{ expiresInHours: 1e-5 }, 400, 'VALIDATION_FAILED'],
    [{ hash: 'x' }, 400, 'VALIDATION_FAILED'],
    [{ reason: '' }, 400, 'VALIDATION_FAILED'],
  ])('is refused when it is malformed: %j', async (changes, status, code) => {
    const body = { ...proposal, ...changes };
    expect(await service.call('POST', '/approvals', { body })).toMatchObject({ status, body: { code } });
  });

  it.each([
    [
      { action: 'advanse' },
      'a rollout knows start, advance, resume, complete, change-audience, signal, rollback',
    ],
    [{ subject: { kind: 'promotion', key: 'x' }, action: 'start' }, 'a promotion knows promote, rollback'],
  ])('is refused where nothing would ever come of it: %j', async (changes, message) => {
    const answer = await service.call('POST', '/approvals', { body: { ...proposal, ...changes } });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'ACTION_UNKNOWN', errors: [{ path: 'action', value: changes.action, message }] },
    });
  });

  it.each([
    ['rollout', 'advance', 'must be the key of a rollout'],
    ['release', 'advance', 'must be the key of a release'],
    ['promotion', 'promote', 'must be the key of an experiment'],
  ])('is refused for a %s that does not exist', async (kind, action, message) => {
    const body = { ...proposal, action, subject: { kind, key: 'nowhere' } };
    expect(await service.call('POST', '/approvals', { body })).toMatchObject({
      status: 422,
      body: { code: 'SUBJECT_UNKNOWN', errors: [{ path: 'subject.key', value: 'nowhere', message }] },
    });
  });

  it('is taken for what was created a moment ago, and is not known here yet', async () => {
    const proposing = propose({ subject: { kind: 'rollout', key: 'brand-new' } });
    await rolloutCreated(service, 'brand-new');
    await proposing;
  });

  it('is not found where there is none, whatever is asked for', async () => {
    for (const id of ['none', '%2e%2e', 'a'.repeat(100), '00000000-0000-4000-8000-000000000000']) {
      const answer = await service.call('POST', `/approvals/${id}/reject`, { body: { reason: 'x' } });
      expect(answer).toMatchObject({ status: 404 });
    }
    expect(await service.call('GET', '/approvals?cursor=x')).toMatchObject({ status: 400 });
    expect(await service.call('GET', '/approvals?limit=0')).toMatchObject({ status: 400 });
  });
});

describe('an approval of a step of a rollout or a release', () => {
  it('is used when the step is taken, and only then', async () => {
    const reason = 'healthy';
    const [first, second, other] = [await propose(), await propose(), await propose()];
    for (const { id, hash } of [first, second, other]) await approve(id, hash);
    await service.publish(RolloutAudienceChanged, 'default/rollout/search', {
      ...{ approval: first.id, reason, segments: { allow: ['staff'] } },
    });
    await service.publish(ReleaseAutoRollbackSet, 'default/release/search', {
      ...{ approval: second.id, reason, enabled: false },
    });
    await eventually(async () => {
      for (const { id } of [first, second]) expect((await typesOf(id)).at(-1)).toBe('ApprovalUsed');
    });
    // Control: nothing rests on this one.
    expect((await typesOf(other.id)).at(-1)).toBe('ApprovalGranted');
  });
});

describe('pages of approvals', () => {
  it('hold each of them once', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1)
      ids.push((await propose({ subject: { kind: 'release', key: 'paged' } })).id);
    await eventually(async () => {
      const found: string[] = [];
      let cursor = '';
      do {
        const { body } = await service.call('GET', `/approvals?key=paged&limit=2${cursor}`);
        found.push(...(body['approvals'] as { id: string }[]).map(({ id }) => id));
        cursor = typeof body['nextCursor'] === 'string' ? `&cursor=${body['nextCursor']}` : '';
      } while (cursor !== '');
      expect(found).toEqual([...ids].reverse());
    });
  });
});

describe('an approval whose time is over', () => {
  it('expires once, also when no process ran at its time', async () => {
    const undecided = await propose({ expiresInHours: 1 });
    const granted = await propose({ expiresInHours: 2 });
    const later = await propose({ expiresInHours: 48 });
    await approve(granted.id, granted.hash);
    await service.end();
    service.advanceTo(3);
    await service.begin();
    await eventually(async () => {
      expect(await typesOf(undecided.id)).toEqual(['ApprovalProposed', 'ApprovalExpired']);
      expect((await typesOf(granted.id)).at(-1)).toBe('ApprovalExpired');
    });
    expect(await approve(undecided.id, undecided.hash)).toMatchObject({
      status: 409,
      body: { code: 'APPROVAL_CLOSED' },
    });
    expect(await typesOf(later.id)).toEqual(['ApprovalProposed']);
    expect(await typesOf(undecided.id)).toHaveLength(2);
  });
});
