import { promotionCheckInWords } from './promotion-check-in-words.js';

describe('a check of a promotion in words', () => {
  it.each([
    ['minSampleSize', 10, 1000, '10 units', 'at least 1000 units'],
    ['minSampleSize', 1, 1, '1 unit', 'at least 1 unit'],
    ['minConfidence', null, 95, 'unknown', 'at least 95 %'],
    ['minImprovement', -4.31190348964, 5, '-4.3119 %', 'at least 5 %'],
    ['minRuntime', 7 / 3, 1, '2.33333 hours', 'at least 1 hour'],
    ['betterThanControl', -0.01, 0, '-0.01', 'above 0'],
    ['noSampleRatioMismatch', 0.001, 0.01, '0.001', 'above 0.01'],
    ['errorRateAcceptable', 0.2, 0.05, '0.2', 'at most 0.05'],
    ['fresh', 1000, 900, '1000 s', 'at most 900 s'],
    ['noGuardrailBreach', 'none', 'none', 'none', 'none'],
    ['horizonReached', 10, 20, '10 units', 'at least 20 units'],
    [
      'horizonReached',
      '2026-01-31T00:00:00.000Z',
      '2026-02-01T00:00:00.000Z',
      '2026-01-31T00:00:00.000Z',
      'not before 2026-02-01T00:00:00.000Z',
    ],
    [
      'horizonReached',
      'none registered',
      'planned units or an end',
      'none registered',
      'planned units or an end',
    ],
    ['comparable', 'no-control', null, 'no-control', 'a control, a primary metric and data of a treatment'],
  ])('%s of %p beside %p', (name, value, threshold, found, required) => {
    expect(promotionCheckInWords({ name, passed: false, value, threshold })).toEqual({ found, required });
  });
});
