import { ApprovalGranted, TOPICS } from '@assay/contracts';
import { storedIn } from '@assay/service-testing';
import { eventually } from '@assay/testing';
import { sums } from './support/evidence.js';
import { ExperimentOwner } from './support/experiment-owner.js';
import { OversightService } from './support/oversight-service.js';

const better = [sums('control', 10_000, 1000), sums('green', 10_000, 1300)];
const reason = { reason: 'because' };

/** Every route that changes a promotion, and what is sent by somebody who has no approval. */
const GATED: Readonly<Record<string, object>> = {
  'POST /api/v1/promotions/{experiment}': {},
  'DELETE /api/v1/promotions/{experiment}': reason,
  'POST /api/monitoring/experiments/{name}/promote': { promotionType: 'manual' },
  'DELETE /api/monitoring/experiments/{name}/promote': reason,
  'POST /api/v1/auto-promotion/check': {},
  'POST /api/monitoring/auto-promotion/check': {},
};

let service: OversightService;
let owner: ExperimentOwner;

beforeAll(async () => {
  service = await OversightService.start();
  owner = new ExperimentOwner(service.bus, 'checkout');
  await owner.startExperiment(1);
  await owner.snapshot({ variants: better });
  await owner.answerPromotions();
  await eventually(async () => {
    const { body } = await service.call('GET', '/promotions/checkout/eligibility');
    expect(body).toMatchObject({ isEligible: true });
  });
});

afterAll(async () => {
  await owner.stop();
  await service.stop();
});

const setPolicy = (approvals: number) =>
  service.call('PUT', '/policies', {
    role: 'admin',
    body: {
      document: { rules: [{ name: 'four-eyes', actions: ['promote', 'rollback'], approvals }] },
      reason: 'a test',
    },
  });

const requested = async (): Promise<number> =>
  (await storedIn(service.bus, TOPICS.promotions.name)).filter(({ type }) =>
    ['PromotionRequested', 'PromotionRollbackRequested'].includes(type),
  ).length;

function send(route: string): ReturnType<OversightService['call']> {
  const [method = '', path = ''] = route.split(' ');
  const url = path.replace(/\{(experiment|name)\}/, 'checkout');
  const options = { role: 'admin', body: GATED[route] ?? {} } as const;
  return service.call(method as 'POST', url, options);
}

describe('where policy demands an approval of a promotion', () => {
  it('is known of every route that changes one', async () => {
    const { body } = await service.call('GET', '/docs-json', { role: 'admin' });
    const paths = body['paths'] as Record<string, Record<string, unknown>>;
    const found = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== 'get' && /promot/.test(path) && !path.includes('/admin/services/'))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(found.sort()).toEqual(expect.arrayContaining(Object.keys(GATED).sort()));
  });

  it('nothing is asked for without one, by whatever route or message', async () => {
    await setPolicy(1);
    for (const route of Object.keys(GATED)) await send(route);
    const stream = 'default/approval/0198c5a2-6f0e-7c3a-9d0b-000000000009';
    await service.publish(ApprovalGranted, stream, {
      subject: { kind: 'promotion', key: 'checkout' },
      ...{ action: 'promote', hash: '0'.repeat(64), approvers: ['user:mallory'] },
    });
    await eventually(async () => {
      const { body } = await service.call('GET', '/approvals?kind=promotion&key=checkout');
      expect((body['approvals'] as unknown[]).length).toBeGreaterThan(0);
    });
    expect(await requested()).toBe(0);
  });

  it('it is carried out as soon as somebody else agrees', async () => {
    const { body } = await service.call('GET', '/approvals?kind=promotion&key=checkout&status=open');
    const [{ id, hash }] = body['approvals'] as [{ id: string; hash: string }];
    await service.call('POST', `/approvals/${id}/approve`, { subject: 'bob', body: { hash } });
    await eventually(async () => expect(await requested()).toBe(1));
  });

  it('and is not taken back without an approval of its own', async () => {
    await eventually(async () => {
      const { body } = await service.call('GET', '/promotions/checkout/history');
      expect(body).toMatchObject({ promotions: [{ status: 'completed' }] });
    });
    const routes = Object.keys(GATED).filter((route) => route.startsWith('DELETE'));
    for (const route of routes)
      expect(await send(route)).toMatchObject({ status: 403, body: { code: 'APPROVAL_REQUIRED' } });
    expect(await requested()).toBe(1);
    const { body } = await send(routes[0] ?? '');
    const { approvals: _, ...needed } = body['needed'] as Record<string, unknown>;
    const proposed = await service.call('POST', '/approvals', {
      role: 'editor',
      body: { ...needed, ...reason },
    });
    const { id, hash } = proposed.body as { id: string; hash: string };
    await service.call('POST', `/approvals/${id}/approve`, { subject: 'bob', body: { hash } });
    await eventually(async () => {
      await send(routes[0] ?? '');
      expect(await requested()).toBe(2);
    });
  });
});
