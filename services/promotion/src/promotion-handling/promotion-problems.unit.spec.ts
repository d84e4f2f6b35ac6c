import type { PromotionRefusal } from '../promotion/promotion-refusal.js';
import { describeCheck } from '../eligibility/describe-check.js';
import { problemOfRefusal } from './promotion-problems.js';

describe('a check as a sentence', () => {
  it('says what it is and what is required', () => {
    const check = { name: 'minRuntime', passed: false, value: 7 / 3, threshold: 48 };
    expect(describeCheck(check)).toBe('minRuntime is 2.33333 hours, required at least 48 hours');
  });
});

describe('a refusal as the caller sees it', () => {
  it('of an experiment that is not eligible lists each failing check', () => {
    const failed = [
      { name: 'minSampleSize', passed: false, value: 10, threshold: 1000 },
      { name: 'fresh', passed: false, value: null, threshold: 900 },
    ];
    expect(problemOfRefusal({ code: 'NOT_ELIGIBLE', failed })).toMatchObject({
      status: 422,
      code: 'NOT_ELIGIBLE',
      detail:
        '2 checks fail: minSampleSize is 10 units, required at least 1000 units; fresh is unknown, required at most 900 s',
      errors: [
        {
          path: 'minSampleSize',
          value: 10,
          message: 'minSampleSize is 10 units, required at least 1000 units',
        },
        { path: 'fresh', value: null, code: 'INCONCLUSIVE_LAG' },
      ],
      extensions: { checks: failed },
    });
  });

  it.each<[PromotionRefusal, number, string]>([
    [{ code: 'VARIANT_NOT_WINNER', variant: 'red', winner: 'green' }, 422, 'red is not the winner; green is'],
    [
      { code: 'KNOWN_BAD', variant: 'green' },
      409,
      'green was rolled back before; send acknowledgeKnownBad: true to promote it all the same',
    ],
    [{ code: 'PROMOTION_ACTIVE', promotionId: 'p1', status: 'completed' }, 409, 'promotion p1 is completed'],
    [{ code: 'PROMOTION_PENDING', promotionId: 'p1', status: 'requested' }, 409, 'promotion p1 is requested'],
    [{ code: 'NO_ACTIVE_PROMOTION' }, 409, 'no promotion of this experiment is in force'],
  ])('%j', (refusal, status, detail) => {
    expect(problemOfRefusal(refusal)).toMatchObject({ code: refusal.code, status, detail });
  });
});
