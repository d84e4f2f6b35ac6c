import { hotfixKeyOf, ReleasePromoted, RolloutHotfixNeeded, TOPICS } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { CallOptions } from './support/oversight-service.js';
import { OversightService } from './support/oversight-service.js';

const ada: CallOptions = { subject: 'ada' };
const bob: CallOptions = { subject: 'bob' };
const record = {
  cause: 'a missing index',
  fix: 'the index',
  tests: 'unit and load tests pass',
  rollbackPlan: 'drop the index',
};
const deployment = { environment: 'production', version: '2.4.1' };

let service: OversightService;

beforeAll(async () => {
  service = await OversightService.start({ EMERGENCY_APPROVERS: 'bob, user:eve' });
});

afterAll(async () => {
  await service.stop();
});

const post = (path: string, body: object, options: CallOptions = ada) =>
  service.call('POST', `/hotfixes${path}`, { ...options, body });

async function open(key: string, severity: string): Promise<void> {
  const body = { key, severity, title: `${key} is broken`, broken: 'nobody can pay' };
  expect(await post('', body)).toMatchObject({ status: 201, body: { status: 'open', severity } });
}

async function propose(key: string, changes: object = {}): Promise<{ id: string; hash: string }> {
  const answer = await post(`/${key}/deployment-proposals`, {
    ...deployment,
    reason: 'it is urgent',
    ...changes,
  });
  expect(answer).toMatchObject({ status: 201, body: { status: 'open' } });
  return answer.body as unknown as { id: string; hash: string };
}

const approve = ({ id, hash }: { id: string; hash: string }, options: CallOptions) =>
  service.call('POST', `/approvals/${id}/approve`, { ...options, body: { hash } });

const deploy = (key: string, changes: object = {}) => post(`/${key}/deploy`, { ...deployment, ...changes });

const complete = (key: string, body: object = record) =>
  service.call('PATCH', `/hotfixes/${key}`, { ...ada, body });

describe('a hotfix', () => {
  it('is recorded, approved, deployed, explained and closed', async () => {
    await open('checkout', 'P2');
    const incomplete = await post('/checkout/deployment-proposals', { ...deployment, reason: 'now' });
    expect(incomplete).toMatchObject({
      status: 422,
      body: { code: 'HOTFIX_INCOMPLETE', errors: Object.keys(record).map((path) => ({ path })) },
    });
    expect(await complete('checkout')).toMatchObject({
      status: 200,
      body: { missing: [], postMortem: 'due' },
    });
    expect(await deploy('checkout')).toMatchObject({ status: 403, body: { code: 'APPROVAL_REQUIRED' } });
    const proposal = await propose('checkout');
    const approval = proposal.id;
    expect(await deploy('checkout', { approval })).toMatchObject({
      status: 409,
      body: { code: 'APPROVAL_NOT_GIVEN' },
    });
    expect(await approve(proposal, ada)).toMatchObject({
      status: 403,
      body: { code: 'APPROVER_IS_PROPOSER' },
    });
    expect(await approve(proposal, bob)).toMatchObject({ body: { status: 'approved' } });
    const elsewhere = await deploy('checkout', { approval, environment: 'staging' });
    expect(elsewhere).toMatchObject({ status: 409, body: { code: 'PROPOSAL_CHANGED' } });
    expect(await deploy('checkout', { approval })).toMatchObject({
      status: 200,
      body: { status: 'deployed', deployments: [{ ...deployment, approval, approvedBy: ['user:bob'] }] },
    });
    expect(await deploy('checkout', { approval })).toMatchObject({
      status: 409,
      body: { code: 'APPROVAL_NOT_GIVEN' },
    });
    const close = () => post('/checkout/close', { reason: 'no errors for an hour' });
    expect(await close()).toMatchObject({ status: 409, body: { code: 'POST_MORTEM_DUE' } });
    const written = await post('/checkout/post-mortem', { summary: 'no load test', actions: ['load tests'] });
    expect(written).toMatchObject({ status: 200, body: { postMortem: { summary: 'no load test' } } });
    expect(await close()).toMatchObject({ status: 200, body: { status: 'closed', resolution: 'fixed' } });
    const { body } = await service.call('GET', '/hotfixes/checkout', { role: 'viewer' });
    expect((body['history'] as { type: string }[]).map(({ type }) => type)).toEqual([
      'HotfixOpened',
      'HotfixRecorded',
      'HotfixDeployed',
      'PostMortemWritten',
      'HotfixClosed',
    ]);
  });

  it('that is changed after it was approved has to be approved again', async () => {
    await open('changed', 'P3');
    await complete('changed');
    const proposal = await propose('changed');
    await approve(proposal, bob);
    await complete('changed', { fix: 'something else' });
    expect(await deploy('changed', { approval: proposal.id })).toMatchObject({
      status: 409,
      body: { code: 'PROPOSAL_CHANGED' },
    });
  });

  it.each([
    [{ severity: 'P0' }, 'severity'],
    [{ title: '' }, 'title'],
    [{ broken: 7 }, 'broken'],
    [{ key: 'a/b' }, 'key'],
    [{ extra: true }, 'extra'],
  ])('is refused when it is malformed: %j', async (changes, path) => {
    const body = { severity: 'P1', title: 'x', broken: 'y', ...changes };
    expect(await post('', body)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });

  it('is not opened twice, and not worked on where there is none', async () => {
    await open('once', 'P4');
    const again = await post('', { key: 'once', severity: 'P1', title: 'x', broken: 'y' });
    expect(again).toMatchObject({ status: 409, body: { code: 'HOTFIX_EXISTS' } });
    expect(await deploy('nowhere')).toMatchObject({ status: 404, body: { code: 'HOTFIX_NOT_FOUND' } });
    expect(await service.call('GET', '/hotfixes/once')).toMatchObject({
      body: { dueAt: 'next release', overdue: false, postMortem: 'not due' },
    });
    const future = new Date(Date.now() + 86_400_000).toISOString();
    await complete('once');
    expect(await deploy('once', { deployedAt: future })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'deployedAt', value: future }] },
    });
  });
});

describe('an emergency', () => {
  const emergency = { emergency: true };

  it('is P1 only, and takes two people of the list', async () => {
    await open('minor', 'P2');
    const minor = await post('/minor/deployment-proposals', { ...deployment, ...emergency, reason: 'now' });
    expect(minor).toMatchObject({ status: 409, body: { code: 'EMERGENCY_NOT_P1' } });
    await open('down', 'P1');
    const proposal = await propose('down', emergency);
    const approval = proposal.id;
    expect(await approve(proposal, { subject: 'carl' })).toMatchObject({
      status: 403,
      body: { code: 'APPROVER_NOT_ON_LIST' },
    });
    await approve(proposal, bob);
    await approve(proposal, bob);
    expect(await deploy('down', { ...emergency, approval })).toMatchObject({
      status: 409,
      body: { code: 'APPROVAL_NOT_GIVEN' },
    });
    await approve(proposal, { subject: 'eve' });
    expect(await deploy('down', { approval })).toMatchObject({
      status: 422,
      body: { code: 'HOTFIX_INCOMPLETE' },
    });
    expect(await deploy('down', { ...emergency, approval })).toMatchObject({
      status: 200,
      body: {
        deployments: [
          {
            emergency: true,
            approvedBy: ['user:bob', 'user:eve'],
            missing: ['cause', 'fix', 'tests', 'rollbackPlan'],
          },
        ],
      },
    });
    const close = await post('/down/close', { reason: 'it works' });
    expect(close).toMatchObject({ status: 422, body: { code: 'HOTFIX_INCOMPLETE' } });
  });

  it('cannot be approved with fewer people by proposing it as something else', async () => {
    await open('around', 'P1');
    const kind = { subject: { kind: 'hotfix', key: 'around' }, action: 'deploy-emergency', proposal: {} };
    const answer = await service.call('POST', '/approvals', { body: { ...kind, reason: 'x' } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'subject.kind' }] } });
  });

  it('stays due for a post-mortem when its severity is lowered', async () => {
    await open('lowered', 'P1');
    const lowered = await post('/lowered/severity', { severity: 'P4', reason: 'only on Sundays' });
    expect(lowered).toMatchObject({ status: 200, body: { dueAt: 'next release', postMortem: 'due' } });
  });
});

describe('what another service asks for', () => {
  it('is opened as P1, once', async () => {
    const data = {
      severity: 'P1',
      signal: '0198c5a2-6f0e-7c3a-9d0b-000000000002',
      detail: 'CVE-2026-0001 in the parser',
    } as const;
    const event = await service.publish(RolloutHotfixNeeded, 'default/rollout/parser', data);
    await service.bus.publish([event]);
    await eventually(async () => {
      const { body } = await service.call('GET', '/hotfixes?severity=P1&status=open');
      const found = (body['hotfixes'] as { title: string; key: string }[]).filter(({ title }) =>
        title.startsWith('parser:'),
      );
      expect(found).toMatchObject([{ key: hotfixKeyOf('parser', event.id) }]);
    });
  });
});

describe('a hotfix that waits for the next release', () => {
  const promoted = (release: string, environment: 'staging' | 'production') =>
    service.publish(ReleasePromoted, `default/release/${release}`, {
      ...{ activation: '0198c5a2-6f0e-7c3a-9d0b-000000000003', trafficPercent: 100 },
      ...{ evidence: null, environment },
    });

  it('is due when that one reaches production, by its event, and overdue from then on', async () => {
    await open('typo', 'P4');
    await open('next', 'P3');
    await promoted('spring', 'staging');
    await promoted('spring', 'production');
    await promoted('summer', 'production');
    await eventually(async () =>
      expect(await service.call('GET', '/hotfixes/typo')).toMatchObject({
        body: { overdue: true, release: { key: 'spring' }, escalations: 0 },
      }),
    );
    const { body } = await service.call('GET', '/hotfixes/typo');
    expect((body['history'] as { type: string }[]).map(({ type }) => type)).toEqual([
      'HotfixOpened',
      'HotfixCameDue',
    ]);
    expect(await service.call('GET', '/hotfixes/next')).toMatchObject({
      body: { overdue: false, release: null },
    });
    await open('later', 'P4');
    expect(await service.call('GET', '/hotfixes/later')).toMatchObject({ body: { dueAt: 'next release' } });
  });
});

describe('the clock of a hotfix', () => {
  it('escalates it when it runs out, once for each stretch, also when no process ran at the time', async () => {
    await open('late', 'P1');
    await open('calm', 'P4');
    await service.end();
    service.advanceTo(2.5);
    await service.begin();
    const escalations = async (key: string) =>
      (await service.stored(TOPICS.incidents.name))
        .filter(({ type, subject }) => type === 'HotfixEscalated' && subject.endsWith(`/${key}`))
        .map(({ data }) => (data as { level: number }).level);
    await eventually(async () => expect(await escalations('late')).toEqual([1, 2]));
    await eventually(async () => {
      const { body } = await service.call('GET', '/notifications');
      const titles = (body['notifications'] as { title: string }[]).map(({ title }) => title);
      expect(titles).toContain('P1 hotfix "late is broken" is overdue (escalation 2)');
    });
    expect(await service.call('GET', '/hotfixes/late')).toMatchObject({ body: { overdue: true } });
    expect(await escalations('calm')).toEqual([]);
    expect(await escalations('down')).toEqual([]);
    const pages = await service.call('GET', '/hotfixes?postMortemDue=true&limit=200');
    expect((pages.body['hotfixes'] as { key: string }[]).map(({ key }) => key)).toContain('lowered');
  });
});
