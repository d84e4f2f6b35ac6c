import type { PromotionRefusal } from '../promotion/promotion-refusal.js';
import { describeCheck } from '../eligibility/describe-check.js';
import { problemOfRefusal } from './promotion-problems.js';

describe('a check as a sentence', () => {
  it.each([
    ['minSampleSize', 10, 1000, 'minSampleSize is 10 units, required at least 1000 units'],
    ['minConfidence', null, 95, 'minConfidence is unknown, required at least 95 %'],
    ['minImprovement', -4.31190348964, 5, 'minImprovement is -4.3119 %, required at least 5 %'],
    ['minRuntime', 7 / 3, 48, 'minRuntime is 2.33333 hours, required at least 48 hours'],
    ['betterThanControl', -0.01, 0, 'betterThanControl is -0.01, required above 0'],
    ['noSampleRatioMismatch', 0.001, 0.01, 'noSampleRatioMismatch is 0.001, required above 0.01'],
    ['errorRateAcceptable', 0.2, 0.05, 'errorRateAcceptable is 0.2, required at most 0.05'],
    ['fresh', 1000, 900, 'fresh is 1000 s, required at most 900 s'],
    [
      'comparable',
      'no-control',
      null,
      'comparable is no-control, required a control, a primary metric and data of a treatment',
    ],
  ])('%s', (name, value, threshold, sentence) => {
    expect(describeCheck({ name, passed: false, value, threshold })).toBe(sentence);
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
