import type { EventEnvelope } from '@assay/contracts';
import { AlertRaised, derivedId, newEvent, streamId } from '@assay/contracts';
import { eventually } from '@assay/testing';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const EXPERIMENTS = '/api/v1/admin/experiments';
const TOPIC = 'assay.experiments.v1';

function alertOn(experiment: string, since: string, episode = 1): EventEnvelope {
  const id = derivedId('alert', experiment, since);
  const metadata = {
    id,
    source: 'analytics',
    subject: streamId('default', 'alert', `guardrail/${experiment}/error_rate`),
    time: new Date().toISOString(),
    project: 'default',
    actor: 'system:analytics',
    correlationid: id,
  };
  const data = {
    rule: 'guardrail',
    subject: `${experiment}/error_rate`,
    severity: 'critical' as const,
    experiment,
    run: 1,
    message: 'error_rate is 0.2 over 60 s, above 0.05',
    value: 0.2,
    limit: 0.05,
    pause: { run: 1, since, guardrail: 'error_rate' },
  };
  return { ...newEvent(AlertRaised, metadata, data), streamversion: episode };
}

describe('an alert on a guardrail', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    service = await assignmentApp();
  });
  afterAll(() => service.stop());

  const command = (path: string, payload: object = {}) =>
    service.call('POST', `${EXPERIMENTS}${path}`, payload);
  const view = async (key: string) => (await service.call('GET', `${EXPERIMENTS}/${key}`)).body;
  const eventsOf = async (key: string) =>
    (await service.stored(TOPIC)).filter(({ subject }) => subject.endsWith(`/${key}`));

  async function running(key: string): Promise<string> {
    await command('', { key, variants: [{ key: 'control', isControl: true }, { key: 'treatment' }] });
    await command(`/${key}/start`);
    const started = await eventually(
      async () => (await eventsOf(key)).find(({ type }) => type === 'ExperimentStarted') ?? false,
    );
    return started.time;
  }

  it('has control served to all, with the reason, once however often it comes', async () => {
    const alert = alertOn('breached', await running('breached'));
    for (let time = 0; time < 5; time += 1) await service.bus.publish([alert]);
    await eventually(async () => {
      expect(await view('breached')).toMatchObject({ status: 'paused' });
    });
    const served = await eventually(async () => {
      const payload = { experiment: 'breached', unit: 'u' };
      const { body } = await service.call('POST', '/api/v1/experiments/assign', payload);
      return body['reason'] === 'paused' && body;
    });
    expect(served).toMatchObject({ variant: 'control', inExperiment: false });
    const pauses = (await eventsOf('breached')).filter(({ type }) => type === 'ExperimentPaused');
    expect(pauses).toMatchObject([
      {
        causationid: alert.id,
        actor: 'system:analytics',
        data: { reason: 'guardrail: error_rate is 0.2 over 60 s, above 0.05', alert: alert.id },
      },
    ]);
  });

  it('does not touch what somebody has resumed since', async () => {
    const since = await running('resumed');
    await command('/resumed/pause', { reason: 'by hand' });
    await command('/resumed/resume');
    await service.bus.publish([alertOn('resumed', since)]);
    const other = await running('other');
    await service.bus.publish([alertOn('other', other)]);
    await eventually(async () => {
      expect(await view('other')).toMatchObject({ status: 'paused' });
    });
    expect(await view('resumed')).toMatchObject({ status: 'running' });
  });
});
