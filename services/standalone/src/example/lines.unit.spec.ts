import type { Report } from './answers.js';
import { decisionLine, reportLine, waitingLine } from './lines.js';

const report = (units: number): Report => ({
  metrics: [
    {
      key: 'purchase_rate',
      isPrimary: true,
      variants: [
        { variant: 'grey', isControl: true, units, conversions: units / 10, mean: 0.1, comparison: null },
        {
          variant: 'green',
          isControl: false,
          units,
          conversions: units / 5,
          mean: 0.2,
          comparison: { lift: 1, sequential: { pValue: 0.0123 } },
        },
      ],
    },
  ],
});

describe('what the console tells', () => {
  it('of the report: counts, rates, lift and the p-value that may be looked at any time', () => {
    expect(reportLine(report(100))).toBe(
      'report      purchase_rate: grey 10 of 100 (10.0 %), green 20 of 100 (20.0 %), lift 100.0 %, always-valid p 0.012',
    );
  });

  it('nothing while nobody was counted', () => {
    expect(reportLine(report(0))).toBeUndefined();
    expect(reportLine({ metrics: [] })).toBeUndefined();
  });

  it('which checks a decision waits for', () => {
    const check = (name: string, passed: boolean) => ({ name, passed, value: 1, threshold: 2 });
    const checks = [check('minSampleSize', false), check('fresh', true), check('minConfidence', false)];
    const waiting = { isEligible: false, candidate: null, confidence: null, improvement: null, checks };
    expect(waitingLine(waiting)).toBe('decision    not yet: minSampleSize, minConfidence');
  });

  it('the decision with how sure it is', () => {
    const promoted = { id: 'p', status: 'completed', promotedVariantName: 'green' };
    expect(decisionLine({ ...promoted, confidence: 99.123, improvement: 61.27 })).toBe(
      'decision    green is promoted (completed): confidence 99.12 % (by the smallest p of all looks), improvement 61.3 % over control',
    );
    expect(decisionLine({ ...promoted, confidence: null, improvement: null })).toContain('confidence – %');
  });
});
