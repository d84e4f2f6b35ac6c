import { TOPICS } from '@assay/contracts';
import { kafkaLog } from '@assay/service-testing';
import { createTestDatabase, describeWith, eventually } from '@assay/testing';
import { outcome } from './support/outcomes.js';
import { startService } from './support/running-service.js';

describeWith('kafka', 'a rollout on Kafka', () => {
  it('is turned off by errors, and those who evaluate hear of it from the log', async () => {
    const database = await createTestDatabase();
    const service = await startService(database.url, kafkaLog(new URL(database.url).pathname.slice(1)));
    const heard: string[] = [];
    const reader = await service.bus.read({
      name: 'gateway',
      topics: [TOPICS.rollouts.name],
      handle: ({ events }) => {
        heard.push(...events.map(({ event }) => event.type));
        return Promise.resolve();
      },
    });
    try {
      const allow = Array.from({ length: 30 }, (_, i) => `unit-${String(i)}`);
      await service.call('POST', '/api/v1/rollouts', { body: { key: 'search', allow } });
      await service.call('POST', '/api/v1/rollouts/search/start');
      await service.call('POST', '/api/v1/rollouts/search/pause', { body: { reason: 'holidays' } });
      const { body } = await service.call('POST', '/api/v1/rollouts/search/resume');
      const activation = String(body['activation']);
      await service.bus.publish(
        allow.map((unit, i) => outcome(unit, { flag: 'search', activation, success: i % 5 !== 0 })),
      );
      await eventually(() => {
        expect(heard).toEqual([
          'RolloutCreated',
          'RolloutStarted',
          'RolloutPaused',
          'RolloutResumed',
          'RolloutRolledBack',
        ]);
      });
      expect(await service.call('GET', '/api/v1/rollouts/search')).toMatchObject({
        body: {
          status: 'rolled_back',
          lastRollback: { evidence: { units: 30, unitsWithError: 6, errorRate: 0.2 } },
        },
      });
    } finally {
      await reader.stop();
      await service.stop();
      await database.drop();
    }
  });
});
