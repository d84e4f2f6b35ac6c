import { kafkaLog } from '@assay/service-testing';
import { createTestDatabase, describeWith, eventually } from '@assay/testing';
import { releasePath, route, send, startCanary } from './support/releases.js';
import { startService } from './support/running-service.js';

describeWith('kafka', 'a release on Kafka', () => {
  it('goes back to production by its errors, in every process', async () => {
    const database = await createTestDatabase();
    const log = kafkaLog(new URL(database.url).pathname.slice(1));
    const service = await startService(database.url, log);
    const other = await startService(database.url, log);
    try {
      await startCanary(service, 'checkout', { trafficPercent: 50 });
      await send(service, 'checkout', {
        requests: 240,
        serve: (side, nth) => ({ success: side === 'stable' || nth % 5 !== 0, latencyMs: 100 }),
      });
      await eventually(async () => {
        expect(await route(other, 'checkout', 'user-123')).toMatchObject({
          targetEnvironment: 'production',
          enabledFeatures: [],
          reason: 'the release was rolled back',
        });
      });
      expect((await service.call('GET', releasePath('checkout'))).body).toMatchObject({
        lastRollback: { automatic: true, trigger: 'compliance' },
      });
    } finally {
      await other.stop();
      await service.stop();
      await database.drop();
    }
  });
});
