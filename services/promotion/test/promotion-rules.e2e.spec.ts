import { AlertRaised, AlertResolved, derivedId, newEvent, OutcomeRecorded, TOPICS } from '@assay/contracts';
import { publishedBy } from '@assay/service-testing';
import { eventually } from '@assay/testing';
import { sums } from './support/evidence.js';
import { ExperimentOwner } from './support/experiment-owner.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const better = [sums('control', 10_000, 1000), sums('green', 10_000, 1300)];
const equal = [sums('control', 10_000, 1000), sums('green', 10_000, 1001)];

let service: RunningService;
const owners: ExperimentOwner[] = [];
let numbers = 0;

async function experiment(
  key: string,
  {
    variants = better,
    ...design
  }: Partial<Parameters<ExperimentOwner['design']>[0]> & { variants?: typeof better } = {},
): Promise<ExperimentOwner> {
  const owner = new ExperimentOwner(service.bus, key).design(design);
  owners.push(owner);
  await owner.startExperiment((numbers += 1));
  await owner.snapshot({ variants });
  await owner.answerPromotions();
  await eventually(async () => {
    const { body } = await service.call('GET', `/api/v1/promotions/${key}/eligibility`);
    expect(body).toMatchObject({ experiment: key, candidate: 'green' });
  });
  return owner;
}

const path = (key: string, more = ''): string => `/api/v1/promotions/${key}${more}`;
const historyOf = async (key: string) => (await service.call('GET', path(key, '/history'))).body;

beforeAll(async () => {
  service = await startService();
});

afterAll(async () => {
  await Promise.all(owners.map((owner) => owner.stop()));
  await service.stop();
});

describe('a fixed horizon', () => {
  const config = { decisionMethod: 'fixed-horizon' };

  it('is told nothing of before its look, is looked at once, and the no is kept', async () => {
    await experiment('horizon', { plannedUnits: 20_000, variants: equal });
    const before = await service.call('GET', path('horizon', '/eligibility?decisionMethod=fixed-horizon'));
    expect(before.body).toMatchObject({
      isEligible: false,
      winner: null,
      confidence: null,
      improvement: null,
    });

    const first = await service.call('POST', path('horizon'), { body: { config } });
    expect(first).toMatchObject({ status: 422, body: { code: 'NOT_ELIGIBLE' } });
    const second = await service.call('POST', path('horizon'), { body: { config } });
    expect(second).toMatchObject({ status: 409, body: { code: 'LOOK_USED', isEligible: false } });
    await eventually(async () => {
      const after = await service.call('GET', path('horizon', '/eligibility?decisionMethod=fixed-horizon'));
      expect(after.body['improvement']).toBeCloseTo(0.1, 6);
    });
  });

  it('is refused before it has come, without using its look', async () => {
    await experiment('early', { plannedUnits: 20_001 });
    const refused = await service.call('POST', path('early'), { body: { config } });
    expect(refused).toMatchObject({
      status: 422,
      body: {
        errors: [{ path: 'horizonReached', value: 20_000, message: expect.stringContaining('20001') }],
      },
    });
    expect(await service.call('POST', path('early'), { body: {} })).toMatchObject({ status: 200 });
  });
});

it('a guardrail that is breached stands against a promotion until it is over', async () => {
  await experiment('guarded');
  const id = derivedId('guarded', 'alert');
  const metadata = {
    ...{ source: 'analytics', subject: 'default/alert/guardrail-threshold/guarded', project: 'default' },
    ...{ time: new Date().toISOString(), actor: 'system:analytics', correlationid: id },
  };
  const reading = {
    ...{ rule: 'guardrail-threshold', subject: 'guarded/error_rate', severity: 'critical' as const },
    ...{
      experiment: 'guarded',
      run: 1,
      message: 'error_rate is 0.08, the limit is 0.05',
      value: 0.08,
      limit: 0.05,
    },
  };
  await service.bus.publish([{ ...newEvent(AlertRaised, { ...metadata, id }, reading), streamversion: 1 }]);
  await eventually(async () => {
    const refused = await service.call('POST', path('guarded'), {
      body: { config: { minSampleSize: 1_000_000 } },
    });
    expect(refused.body['errors']).toContainEqual(
      expect.objectContaining({ path: 'noGuardrailBreach', value: 'error_rate is 0.08, the limit is 0.05' }),
    );
  });
  const resolved = newEvent(AlertResolved, { ...metadata, id: derivedId(id) }, { ...reading, alert: id });
  await service.bus.publish([{ ...resolved, streamversion: 2 }]);
  await eventually(async () => {
    expect((await service.call('GET', path('guarded', '/eligibility'))).body).toMatchObject({
      isEligible: true,
    });
  });
});

describe('a promotion that somebody else has to agree to', () => {
  it('waits, once, and happens by itself when it is approved', async () => {
    await experiment('approved', { requireManualApproval: true });
    const waiting = await service.call('POST', path('approved'), { body: {} });
    expect(waiting).toMatchObject({
      status: 202,
      body: { status: 'waiting_for_approval', approval: { status: 'open' } },
    });
    const again = await service.call('POST', path('approved'), { body: {} });
    const { approval } = waiting.body as { approval: { id: string; hash: string } };
    expect(again.body).toMatchObject({ approval: { id: approval.id } });
    expect(await historyOf('approved')).toMatchObject({ promotions: [] });

    const url = `/api/v1/approvals/${approval.id}/approve`;
    const body = { hash: approval.hash };
    expect(await service.call('POST', url, { body })).toMatchObject({
      body: { code: 'APPROVER_IS_PROPOSER' },
    });
    expect(await service.call('POST', url, { body, subject: 'bob' })).toMatchObject({ status: 200 });
    await eventually(async () => {
      expect(await historyOf('approved')).toMatchObject({
        promotions: [
          { status: 'completed', promotionType: 'approved', approval: approval.id, actor: 'user:bob' },
        ],
      });
    });
  });

  it('leaves an approval alone that a repeated request names, and the first did not', async () => {
    await experiment('repeated');
    const headers = { 'idempotency-key': 'once' };
    const ask = (body: object) => service.call('POST', path('repeated'), { body, headers });
    expect((await ask({})).status).toBe(200);
    const subject = { kind: 'promotion', key: 'repeated' };
    const proposal = { subject, action: 'rollback', proposal: { promotionId: 'x' }, reason: 'perhaps' };
    const { body } = await service.call('POST', '/api/v1/approvals', { body: proposal });
    const { id, hash } = body as { id: string; hash: string };
    await service.call('POST', `/api/v1/approvals/${id}/approve`, { body: { hash }, subject: 'bob' });
    expect(await ask({ approvalId: id })).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect((await service.call('GET', `/api/v1/approvals/${id}`)).body).toMatchObject({ status: 'approved' });
    expect((await ask({})).status).toBe(200);
  });

  it('is refused when it is not what was approved', async () => {
    await experiment('changed');
    const body = { config: { requireManualApproval: true } };
    const waiting = await service.call('POST', path('changed'), { body });
    const { approval } = waiting.body as { approval: { id: string } };
    const other = { approvalId: approval.id, config: { minImprovementPercent: 1 } };
    expect(await service.call('POST', path('changed'), { body: other })).toMatchObject({
      body: { code: 'APPROVAL_NOT_GIVEN' },
    });
    const none = { approvalId: '00000000-0000-7000-8000-00000000dead' };
    expect(await service.call('POST', path('changed'), { body: none })).toMatchObject({
      status: 403,
      body: { code: 'APPROVAL_REQUIRED' },
    });
  });
});

it('settings of an experiment hold until others are given', async () => {
  await experiment('settled');
  const body = { config: { minImprovementPercent: 50 }, watch: { hours: 2 }, reason: 'a large change' };
  expect(await service.call('PUT', path('settled', '/settings'), { body })).toMatchObject({
    status: 200,
    body: {
      settings: { thresholds: { minImprovementPercent: 50 }, watch: { hours: 2 } },
      inForce: { thresholds: { minImprovementPercent: 50, minSampleSize: 1000 }, watch: { hours: 2 } },
    },
  });
  expect(await service.call('PUT', path('settled', '/settings'), { body })).toMatchObject({ status: 200 });
  expect(await service.call('POST', path('settled'), { body: {} })).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'minImprovement', value: expect.closeTo(30, 6) }, { path: 'recommendation' }] },
  });
  const config = { minImprovementPercent: 5 };
  expect(await service.call('POST', path('settled'), { body: { config } })).toMatchObject({ status: 200 });
  const wrong = { watch: { hours: -1 }, reason: 'x' };
  expect(await service.call('PUT', path('settled', '/settings'), { body: wrong })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'watch.hours', value: -1 }] },
  });
});

describe('a promoted winner', () => {
  async function promoteWatched(key: string, onBreach: 'warn' | 'roll_back'): Promise<void> {
    await experiment(key);
    await service.call('PUT', path(key, '/settings'), { body: { watch: { onBreach }, reason: 'try' } });
    expect(await service.call('POST', path(key), { body: {} })).toMatchObject({ status: 200 });
    const time = new Date(Date.now() + 120_000).toISOString();
    const outcomes = Array.from({ length: 30 }, (_, unit) =>
      newEvent(
        OutcomeRecorded,
        {
          ...{
            id: derivedId(key, String(unit)),
            source: 'event-ingest',
            subject: `unit-${String(unit)}`,
            time,
          },
          ...{ project: 'default', actor: 'key:app', correlationid: key },
        },
        { unit: `unit-${String(unit)}`, success: unit > 5, flag: key, receivedAt: time },
      ),
    );
    await service.bus.publish(outcomes);
  }

  it('is taken back by its watch where that is wanted, with evidence that leads to it again', async () => {
    await promoteWatched('breached', 'roll_back');
    await eventually(async () => {
      expect(await historyOf('breached')).toMatchObject({
        promotions: [{ status: 'rolled_back', rollbackBy: 'system:promotion-watch' }],
        statistics: { total: 1, completed: 1, rolledBack: 1, byType: { manual: 1 } },
      });
    });
    const { promotions } = (await historyOf('breached')) as unknown as { promotions: [{ id: string }] };
    const certificate = path('breached', `/certificates/${promotions[0].id}/rollback`);
    expect((await service.call('GET', certificate)).body).toMatchObject({
      ...{ decidedBy: 'watch', isBreached: true },
      windows: [{ outcomes: expect.any(Number), errors: expect.any(Number) }],
    });
    expect((await service.call('GET', `${certificate}/verify`)).body).toEqual({
      valid: true,
      differences: [],
    });
  });

  it('is only warned of where that is all that is wanted (control)', async () => {
    await promoteWatched('warned', 'warn');
    await eventually(async () => {
      expect(await alertsOf('warned')).toHaveLength(1);
    });
    expect(await historyOf('warned')).toMatchObject({ promotions: [{ status: 'completed' }] });
  });

  async function alertsOf(key: string): Promise<readonly unknown[]> {
    const events = await publishedBy(service.app, TOPICS.alerts.name);
    return events.filter(
      ({ type, subject }) => type === 'AlertRaised' && subject.includes(`promotion-watch/${key}/`),
    );
  }
});

describe('the policy', () => {
  const frozen = (approvals = 0) => ({
    rules: [
      {
        name: 'sale',
        actions: ['promote'],
        subjects: ['pol-*'],
        freezes: [{ from: '2020-01-01T00:00:00Z', to: '2099-01-01T00:00:00Z', reason: 'sale' }],
        approvals,
      },
    ],
  });
  const admin = { role: 'admin' } as const;

  it('is tried on the past, forbids from then on, and keeps its versions', async () => {
    await experiment('pol-past');
    expect(await service.call('POST', path('pol-past'), { body: {} })).toMatchObject({ status: 200 });
    await eventually(async () => {
      const tried = await service.call('POST', '/api/v1/policies/dry-run', { body: { document: frozen() } });
      expect(tried).toMatchObject({
        status: 200,
        body: {
          different: 1,
          decisions: [
            {
              subject: 'pol-past',
              action: 'promote',
              outcome: 'forbidden',
              reasons: [expect.stringContaining('sale')],
            },
          ],
        },
      });
    });
    const change = { document: frozen(), reason: 'the sale', expectedVersion: 0 };
    expect(await service.call('PUT', '/api/v1/policies', { body: change })).toMatchObject({ status: 403 });
    expect(await service.call('PUT', '/api/v1/policies', { body: change, ...admin })).toMatchObject({
      status: 200,
      body: { version: 1 },
    });
    expect(await service.call('PUT', '/api/v1/policies', { body: change, ...admin })).toMatchObject({
      status: 412,
    });

    await experiment('pol-now');
    expect(await service.call('POST', path('pol-now'), { body: {} })).toMatchObject({
      status: 403,
      body: { code: 'POLICY_FORBIDS', errors: [{ path: 'sale.freezes' }] },
    });
    const open = { document: { rules: [] }, reason: 'over' };
    await service.call('PUT', '/api/v1/policies', { body: open, ...admin });
    expect(await service.call('POST', path('pol-now'), { body: {} })).toMatchObject({ status: 200 });
    const { body } = await service.call('GET', '/api/v1/policies/versions');
    expect(body).toMatchObject({
      versions: [
        { version: 1, reason: 'the sale' },
        { version: 2, changedBy: 'user:ada' },
      ],
    });
  });

  it('has a rollback rest on an approval, which its event names, and which is used up', async () => {
    await experiment('pol-back');
    await service.call('POST', path('pol-back'), { body: {} });
    const rules = [{ name: 'two', actions: ['rollback'], subjects: ['pol-back'], approvals: 1 }];
    const change = { document: { rules }, reason: 'four eyes' };
    expect((await service.call('PUT', '/api/v1/policies', { body: change, ...admin })).status).toBe(200);
    const back = () => service.call('DELETE', path('pol-back'), { body: { reason: 'slow' } });
    const refused = await back();
    expect(refused).toMatchObject({ status: 403, body: { code: 'APPROVAL_REQUIRED' } });
    const body = { ...(refused.body['needed'] as object), reason: 'slow' };
    const proposed = await service.call('POST', '/api/v1/approvals', { body });
    const { id, hash } = proposed.body as { id: string; hash: string };
    await service.call('POST', `/api/v1/approvals/${id}/approve`, { body: { hash }, subject: 'bob' });
    await eventually(async () => expect((await back()).status).toBeLessThan(300));
    const requested = (await publishedBy(service.app, TOPICS.promotions.name)).filter(
      ({ type, subject }) => type === 'PromotionRollbackRequested' && subject.endsWith('/pol-back'),
    );
    expect(requested).toMatchObject([{ data: { approval: id } }]);
    await eventually(async () => {
      expect((await service.call('GET', `/api/v1/approvals/${id}`)).body).toMatchObject({ status: 'used' });
    });
    const open = { document: { rules: [] }, reason: 'over' };
    await service.call('PUT', '/api/v1/policies', { body: open, ...admin });
  });

  it.each([
    [{ rules: [{ name: 'a' }] }, 'document.rules[0].actions'],
    [{ rules: [], more: 1 }, 'document.more'],
    [{ rules: [{ name: 'a', actions: ['promote'], approvals: 9 }] }, 'document.rules[0].approvals'],
    [
      {
        rules: [
          {
            name: 'a',
            actions: ['promote'],
            windows: [{ days: ['mon'], from: '09:00', to: '08:00', timeZone: 'UTC' }],
          },
        ],
      },
      'document.rules[0].windows[0].to',
    ],
    [
      {
        rules: [
          {
            name: 'a',
            actions: ['promote'],
            windows: [{ days: ['mon'], from: '09:00', to: '10:00', timeZone: 'Mars' }],
          },
        ],
      },
      'document.rules[0].windows[0].timeZone',
    ],
  ])('is refused with the field that is wrong: %j', async (document, field) => {
    const body = { document, reason: 'x' };
    expect(await service.call('PUT', '/api/v1/policies', { body, ...admin })).toMatchObject({
      status: 400,
      body: { code: 'VALIDATION_FAILED', errors: [{ path: field }] },
    });
    expect(await service.call('POST', '/api/v1/policies/dry-run', { body: { document } })).toMatchObject({
      status: 400,
    });
  });
});
