import { randomUUID } from 'node:crypto';
import type { EventBus } from '@assay/event-bus';
import { EVENT_BUS } from '@assay/event-bus';
import type { Answer, Call } from '@assay/service-testing';
import { call, kafkaLog, startService, testConfig } from '@assay/service-testing';
import { createTestDatabase, describeWith, eventually } from '@assay/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PromotionModule } from '../src/promotion.module.js';
import { sums } from './support/evidence.js';
import { ExperimentOwner } from './support/experiment-owner.js';
import { Hook } from './support/hook.js';

const ENV = {
  AUTO_PROMOTION_ENABLED: 'false',
  EMERGENCY_APPROVERS: 'bob, eve',
  NOTIFICATION_ALLOWED_NETWORKS: '127.0.0.0/8',
};
const deployment = { environment: 'production', version: '2.4.1', emergency: true };

/** The distributed form: two processes of the service on one database and Kafka; people reach either of them. */
describeWith('kafka', 'what people decide, in two processes on Kafka', () => {
  const processes: NestFastifyApplication[] = [];
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let hook: Hook;
  let owner: ExperimentOwner;
  let asked = 0;

  const ask = (method: Call['method'], url: string, subject: string, body?: object): Promise<Answer> => {
    asked += 1;
    const app = processes[asked % processes.length];
    if (app === undefined) throw new RangeError('no process');
    const role = subject === 'root' ? 'admin' : 'approver';
    return call(app, { method, url: `/api/v1${url}`, role, subject, ...(body && { body }) });
  };
  const approve = (approval: { id: string; hash: string }, subject: string) =>
    ask('POST', `/approvals/${approval.id}/approve`, subject, { hash: approval.hash });

  beforeAll(async () => {
    database = await createTestDatabase();
    hook = await Hook.start();
    const config = testConfig('promotion', database.url, { bus: kafkaLog(`oversight-${randomUUID()}`) });
    for (let n = 0; n < 2; n += 1)
      processes.push(await startService({ config, module: PromotionModule.register(config, ENV) }));
    owner = new ExperimentOwner(processes[0].get<EventBus>(EVENT_BUS), 'checkout');
    const webhook = { kind: 'webhook', url: `${hook.url}/hook`, secret: 'the-secret-of-the-webhook' };
    expect((await ask('PUT', '/notifications/channels/hook', 'root', webhook)).status).toBeLessThan(300);
    await owner.startExperiment(1);
    await owner.snapshot({ variants: [sums('control', 10_000, 1000), sums('green', 10_000, 1300)] });
    await owner.answerPromotions();
  });

  afterAll(async () => {
    await owner.stop();
    await Promise.all(processes.map((app) => app.close()));
    hook.stop();
    await database.drop();
  });

  it('promotes by itself what was proposed, when somebody else approves it', async () => {
    const body = { config: { requireManualApproval: true } };
    const waiting = await eventually(async () => {
      const answer = await ask('POST', '/promotions/checkout', 'ada', body);
      return answer.status === 202 && answer;
    });
    const { approval } = waiting.body as { approval: { id: string; hash: string } };
    expect(await approve(approval, 'ada')).toMatchObject({ body: { code: 'APPROVER_IS_PROPOSER' } });
    expect(await approve(approval, 'bob')).toMatchObject({ status: 200 });
    await eventually(async () => {
      const { body: history } = await ask('GET', '/promotions/checkout/history', 'ada');
      expect(history).toMatchObject({ promotions: [{ status: 'completed', promotedVariantName: 'green' }] });
    });
    expect(owner.answersTo('PromotionRequested')).toBe(1);
  });

  it('deploys a P1 by emergency, with two of the list and no fewer', async () => {
    const opened = { key: 'down', severity: 'P1', title: 'down', broken: 'nobody can pay' };
    expect((await ask('POST', '/hotfixes', 'ada', opened)).status).toBe(201);
    const reason = 'it is urgent';
    const proposed = await ask('POST', '/hotfixes/down/deployment-proposals', 'ada', {
      ...deployment,
      reason,
    });
    const proposal = proposed.body as unknown as { id: string; hash: string };
    await approve(proposal, 'bob');
    const deploy = () =>
      ask('POST', '/hotfixes/down/deploy', 'ada', { ...deployment, approval: proposal.id });
    expect(await deploy()).toMatchObject({ status: 409, body: { code: 'APPROVAL_NOT_GIVEN' } });
    await approve(proposal, 'eve');
    expect(await deploy()).toMatchObject({
      status: 200,
      body: { deployments: [{ emergency: true, approvedBy: ['user:bob', 'user:eve'] }] },
    });
  });

  it('tells people each of it once, whichever process sends it', async () => {
    const kinds = () => hook.received.map(({ body }) => String(body['type'] ?? body['kind'])).sort();
    await eventually(() => {
      expect(new Set(kinds())).toEqual(
        new Set([
          'approval.granted',
          'approval.waiting',
          'hotfix.deployed',
          'hotfix.opened',
          'promotion.completed',
        ]),
      );
      return Promise.resolve();
    });
    const ids = hook.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(ids.length);
    const { body } = await ask('GET', '/notifications/deliveries?status=delivered&limit=200', 'root');
    expect((body['deliveries'] as readonly object[]).length).toBe(ids.length);
  });

  it('works through the checklist of a rollback, in either process', async () => {
    const subject = { kind: 'release', key: 'app-2' };
    const opened = await ask('POST', '/rollback-checklists', 'ada', { subject, reason: 'the store is down' });
    expect(opened).toMatchObject({ status: 201, body: { status: 'open' } });
    const { id, steps } = opened.body as { id: string; steps: readonly { readonly key: string }[] };
    const checklist = `/rollback-checklists/${id}`;
    for (const { key } of steps) {
      const ticked = await ask('PUT', `${checklist}/steps/${key}`, 'ada', { evidence: 'seen by ada' });
      expect(ticked).toMatchObject({ status: 200 });
    }
    expect(await ask('GET', checklist, 'bob')).toMatchObject({ body: { status: 'completed' } });
  });
});
