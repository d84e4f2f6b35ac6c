import { randomUUID } from 'node:crypto';
import type { BusConfig } from '@assay/platform';
import { kafkaLog } from '@assay/service-testing';
import { describeWith, eventually } from '@assay/testing';
import { sums } from './support/evidence.js';
import { ExperimentOwner } from './support/experiment-owner.js';
import type { RunningService } from './support/running-service.js';
import { startService } from './support/running-service.js';

const better = [sums('control', 10_000, 1000), sums('variant-a', 10_000, 1300)];
const promote = '/api/monitoring/experiments/reality-lens-v2/promote';

/** @param log where the service has its log, if not in its database */
function requestsOfOthers(log?: () => BusConfig): void {
  let service: RunningService;
  let owner: ExperimentOwner;

  beforeAll(async () => {
    service = await startService(log?.());
    owner = new ExperimentOwner(service.bus, 'reality-lens-v2', 'conclude', ['control', 'variant-a']);
    await owner.startExperiment(1);
    await owner.snapshot({ variants: better });
    await owner.answerPromotions();
    await eventually(async () => {
      const { body } = await service.call('GET', promote);
      expect(body).toMatchObject({ data: { candidate: 'variant-a' } });
    });
  });

  afterAll(async () => {
    await owner.stop();
    await service.stop();
  });

  it('ask whether it is eligible, promote, take back and read the history', async () => {
    expect(await service.call('GET', promote)).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: {
          isEligible: true,
          winner: 'variant-a',
          confidence: expect.any(Number),
          improvement: expect.closeTo(30, 6),
          safetyChecks: {
            minSampleSize: true,
            minConfidence: true,
            minImprovement: true,
            minRuntime: true,
            errorRateAcceptable: true,
          },
          warnings: [],
        },
      },
    });
    const body = { promotionType: 'manual', promotedBy: 'user-123', userId: 'user-123' };
    expect(await service.call('POST', promote, { body })).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: {
          promotion: {
            id: expect.any(String),
            experimentName: 'reality-lens-v2',
            promotedVariantName: 'variant-a',
            confidence: expect.any(Number),
            improvement: expect.closeTo(30, 6),
            promotedAt: expect.any(String),
          },
        },
        message: 'Successfully promoted variant variant-a to production',
      },
    });
    const reason = 'Error rate spike detected in production';
    const rollback = { reason, rolledBackBy: 'user-123' };
    expect(await service.call('DELETE', promote, { body: rollback })).toMatchObject({
      status: 200,
      body: { success: true, data: { promotion: { status: 'rolled_back', rollbackReason: reason } } },
    });
    const history = await service.call('GET', '/api/monitoring/experiments/reality-lens-v2/history');
    expect(history).toMatchObject({
      status: 200,
      body: {
        success: true,
        data: [
          {
            experimentName: 'reality-lens-v2',
            rollbackReason: reason,
            metricsAtRollback: better,
            sampleSize: 20_000,
          },
        ],
        statistics: { total: 1, rolledBack: 1 },
        nextCursor: null,
      },
    });
  });
}

describe('the requests that other systems send, as they send them, on Postgres', () => {
  requestsOfOthers();
});

describeWith('kafka', 'the requests that other systems send, as they send them, on Kafka', () => {
  requestsOfOthers(() => kafkaLog(`promotion-${randomUUID()}`));
});
