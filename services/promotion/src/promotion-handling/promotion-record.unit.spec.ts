import {
  PromotionCompleted,
  PromotionRefused,
  PromotionRequested,
  PromotionRollbackRequested,
  PromotionRolledBack,
} from '@assay/contracts';
import { certify } from '../certificate/certificate.js';
import { decisionEvent } from '../../test/support/decision-event.js';
import { evidence } from '../../test/support/evidence.js';
import { recordsOf } from './promotion-record.js';

const first = '00000000-0000-7000-8000-000000000001';
const second = '00000000-0000-7000-8000-000000000002';
const certificate = certify(evidence);

const requested = (promotionId: string, version: number) =>
  decisionEvent(
    PromotionRequested,
    {
      promotionId,
      experiment: 'checkout',
      experimentVersion: 4,
      variant: 'green',
      promotionType: 'manual',
      certificate,
    },
    version,
  );
const result = (promotionId: string) => ({ promotionId, experiment: 'checkout', variant: 'green' });
const refused = (promotionId: string, version: number) =>
  decisionEvent(
    PromotionRefused,
    { promotionId, experiment: 'checkout', code: 'EXPERIMENT_CHANGED', reason: 'moved on' },
    version,
  );
const completed = decisionEvent(PromotionCompleted, result(first), 2);
const rollback = decisionEvent(
  PromotionRollbackRequested,
  { promotionId: first, experiment: 'checkout', reason: 'errors', metricsAtRollback: [] },
  3,
);

describe('the history of an experiment', () => {
  it('is empty before the first promotion', () => {
    expect(recordsOf([])).toEqual([]);
  });

  it('has one record for each promotion, the latest first', () => {
    const rolledBack = decisionEvent(PromotionRolledBack, result(first), 4);
    const records = recordsOf([requested(first, 1), completed, rollback, rolledBack, requested(second, 5)]);
    expect(records).toMatchObject([
      { id: second, status: 'requested', promotedAt: null, rollbackAt: null },
      {
        id: first,
        status: 'rolled_back',
        confidence: certificate.confidence,
        sampleSize: 20_000,
        promotedAt: completed.time,
        rollbackBy: 'user:ada',
        rollbackReason: 'errors',
        rollbackAt: rolledBack.time,
      },
    ]);
  });

  it('keeps what the owner refused', () => {
    expect(recordsOf([requested(first, 1), refused(first, 2)])).toMatchObject([
      { status: 'refused', refusal: { code: 'EXPERIMENT_CHANGED', reason: 'moved on' } },
    ]);
  });

  it('leaves a promotion in force whose rollback was refused', () => {
    expect(recordsOf([requested(first, 1), completed, rollback, refused(first, 4)])).toMatchObject([
      { status: 'completed', refusal: { code: 'EXPERIMENT_CHANGED' } },
    ]);
  });

  it('ignores answers to promotions that it does not know', () => {
    expect(recordsOf([completed])).toEqual([]);
  });
});
