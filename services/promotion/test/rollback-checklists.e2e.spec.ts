import { AlertRaised, AlertResolved, RolloutRolledBack } from '@assay/contracts';
import { eventually } from '@assay/testing';
import { Hook } from './support/hook.js';
import { OversightService } from './support/oversight-service.js';

interface Step {
  readonly key: string;
  readonly ticked: { readonly actor: string; readonly evidence: string } | null;
}

let hook: Hook;
let service: OversightService;

beforeAll(async () => {
  hook = await Hook.start();
  service = await OversightService.start({ NOTIFICATION_ALLOWED_NETWORKS: '127.0.0.0/8' });
});

afterAll(async () => {
  await service.stop();
  hook.stop();
});

const activation = '0198c5a2-6f0e-7c3a-9d0b-000000000001';
const alarm = {
  rule: 'guardrail-threshold',
  subject: 'search',
  severity: 'critical',
  message: 'errors',
  value: 0.1,
  limit: 0.05,
} as const;
const STREAM = 'default/alert/guardrail-threshold/search';

async function ofRollout(key: string): Promise<{ id: string; status: string; steps: Step[] }> {
  const { body } = await service.call('GET', `/rollback-checklists?kind=rollout&key=${key}`, {
    role: 'viewer',
  });
  const [found] = body['checklists'] as { id: string; status: string; steps: Step[] }[];
  if (found === undefined) throw new RangeError('there is no checklist yet');
  return found;
}

const tickedBySystem = async () =>
  (await ofRollout('search')).steps
    .filter(({ ticked }) => ticked?.actor === 'system:promotion' || ticked?.actor === 'system:test')
    .map(({ key }) => key);

describe('the checklist of a rollback', () => {
  it('opens by itself, ticks what the system sees, and no more than that', async () => {
    const raised = await service.publish(AlertRaised, STREAM, alarm);
    await service.publish(RolloutRolledBack, 'default/rollout/search', {
      ...{ activation, automatic: true, reason: 'too many errors', evidence: null },
    });
    await eventually(async () =>
      expect(await tickedBySystem()).toEqual([
        'reason-known',
        'scope-decided',
        'rollback-done',
        'traffic-off',
      ]),
    );
    await service.call('PUT', '/notifications/channels/ops', {
      role: 'admin',
      body: { kind: 'slack', url: `${hook.url}/slack` },
    });
    // While the alarm is raised nothing is quiet, however much time goes by.
    service.advanceTo(1);
    await service.publish(RolloutRolledBack, 'default/rollout/other', {
      ...{ activation, automatic: false, reason: 'for comparison', evidence: null },
    });
    await eventually(async () => {
      const other = await ofRollout('other');
      expect(other.steps.filter(({ key, ticked }) => key.endsWith('-told') && ticked !== null)).toHaveLength(
        2,
      );
    });
    expect(await tickedBySystem()).not.toContain('alarms-clear');
    await service.publish(AlertResolved, STREAM, { ...alarm, alert: raised.id, message: 'over' });
    await eventually(async () =>
      expect(await tickedBySystem()).toEqual(expect.arrayContaining(['error-rate-back', 'alarms-clear'])),
    );
    const { steps } = await ofRollout('search');
    expect(steps.find(({ key }) => key === 'alarms-clear')?.ticked?.evidence).toContain('no alert about it');
  });

  it('is worked on by people, and complete when every step is done', async () => {
    const { id, steps } = await ofRollout('search');
    const tick = (step: string, body: object) =>
      service.call('PUT', `/rollback-checklists/${id}/steps/${step}`, { role: 'editor', body });
    expect(await tick('nonsense', { evidence: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'STEP_NOT_FOUND' },
    });
    expect(await tick('logs-clean', {})).toMatchObject({ status: 400 });
    for (const { key } of steps)
      expect(await tick(key, { evidence: 'seen by ada' })).toMatchObject({ status: 200 });
    const url = `/rollback-checklists/${id}`;
    expect(await service.call('GET', url)).toMatchObject({ body: { status: 'completed' } });
    const untick = await service.call('DELETE', `${url}/steps/logs-clean`, {
      role: 'editor',
      body: { reason: 'new errors' },
    });
    expect(untick).toMatchObject({ status: 200, body: { status: 'open' } });
    expect(await tick('logs-clean', { evidence: 'gone again' })).toMatchObject({
      body: { status: 'completed' },
    });
  });

  it('is opened by hand for what runs elsewhere', async () => {
    const body = { subject: { kind: 'release', key: 'app-2' }, reason: 'the store is down' };
    const headers = { 'idempotency-key': 'r-1' };
    const [first, second] = [
      await service.call('POST', '/rollback-checklists', { role: 'editor', body, headers }),
      await service.call('POST', '/rollback-checklists', { role: 'editor', body, headers }),
    ];
    expect(first).toMatchObject({ status: 201, body: { status: 'open' } });
    expect(second.body['id']).toBe(first.body['id']);
    expect(await service.call('GET', '/rollback-checklists/none')).toMatchObject({ status: 404 });
  });
});
