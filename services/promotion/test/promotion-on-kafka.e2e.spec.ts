import { randomUUID } from 'node:crypto';
import { kafkaLog } from '@assay/service-testing';
import { describeWith, eventually } from '@assay/testing';
import { sums } from './support/evidence.js';
import { ExperimentOwner } from './support/experiment-owner.js';
import { startService } from './support/running-service.js';

describeWith('kafka', 'a promotion on Kafka', () => {
  it('is asked for, answered and taken back over the log', async () => {
    const service = await startService(kafkaLog(`promotion-${randomUUID()}`));
    const owner = new ExperimentOwner(service.bus, 'checkout');
    try {
      await owner.startExperiment(1);
      await owner.snapshot({ variants: [sums('control', 10_000, 1000), sums('green', 10_000, 1300)] });
      await owner.answerPromotions();
      await eventually(async () => {
        const { body } = await service.call('GET', '/api/v1/promotions/checkout/eligibility');
        expect(body).toMatchObject({ isEligible: true, winner: 'green' });
      });
      expect(await service.call('POST', '/api/v1/promotions/checkout', { body: {} })).toMatchObject({
        body: { promotedVariantName: 'green' },
      });
      await eventually(async () => {
        const { body } = await service.call('GET', '/api/v1/promotions/checkout/history');
        expect(body).toMatchObject({ promotions: [{ status: 'completed' }] });
      });
      const reason = 'complaints';
      await service.call('DELETE', '/api/v1/promotions/checkout', { body: { reason } });
      await eventually(async () => {
        const { body } = await service.call('GET', '/api/v1/promotions/checkout/history');
        expect(body).toMatchObject({ promotions: [{ status: 'rolled_back', rollbackReason: reason }] });
      });
    } finally {
      await owner.stop();
      await service.stop();
    }
  });
});
