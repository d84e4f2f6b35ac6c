import { describeWith, eventually, kafkaBrokers, redisUrl } from '@assay/testing';
import { randomUUID } from 'node:crypto';
import type { AssignmentApp } from './support/assignment-app.js';
import { assignmentApp } from './support/assignment-app.js';

const EXPERIMENTS = '/api/v1/admin/experiments';

describeWith('kafka', 'the service on Kafka', () => {
  let service: AssignmentApp;
  beforeAll(async () => {
    const brokers = (kafkaBrokers() ?? '').split(',');
    const redis = redisUrl();
    const bus = { kind: 'kafka', brokers, namespace: `assignment-${randomUUID()}` } as const;
    const sticky =
      redis === undefined ? { kind: 'memory' as const } : { kind: 'redis' as const, url: `${redis}/10` };
    service = await assignmentApp({ config: { bus, sticky } });
  });
  afterAll(() => service.stop());

  it('serves, records and projects assignments of an experiment that is started over HTTP', async () => {
    const variants = [{ key: 'control', isControl: true }, { key: 'treatment' }];
    await service.call('POST', EXPERIMENTS, { key: 'on-kafka', variants });
    await service.call('POST', `${EXPERIMENTS}/on-kafka/start`, {});
    const unit = `visitor-${randomUUID()}`;
    const assign = () => service.call('POST', '/api/v1/experiments/assign', { experiment: 'on-kafka', unit });
    const first = await eventually(async () => {
      const { body } = await assign();
      return body['inExperiment'] === true && body;
    });
    const again = (await assign()).body;
    expect(again).toMatchObject({ variant: first['variant'], reason: 'sticky' });
    const projected = await eventually(async () => {
      const answer = await service.call('GET', `${EXPERIMENTS}/on-kafka/assignments/${unit}`);
      return answer.status === 200 && answer.body;
    });
    expect(projected).toMatchObject({ unit, variant: first['variant'], run: 1, phase: 1 });
  });
});
