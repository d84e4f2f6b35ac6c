import { evidence, sums, withThresholds } from '../../test/support/evidence.js';
import { assessEligibility } from './assess-eligibility.js';
import type { Evidence } from './evidence.js';
import { horizonChecks, isLookDue } from './horizon.js';
import { withheld } from './withheld.js';

const fixed = (changes: Partial<Evidence> = {}): Evidence => ({
  ...evidence,
  ...withThresholds({ decisionMethod: 'fixed-horizon' }),
  plannedUnits: 20_000,
  ...changes,
});
const checkOf = (name: string, of: Evidence) => horizonChecks(of).find((check) => check.name === name);
/** An hour and ten minutes after the decision. */
const soon = '2026-03-04T01:10:00.000Z';
const earlierLook = { decidedAt: evidence.decidedAt, isEligible: false, certificate: '0'.repeat(64) };

describe('a fixed horizon', () => {
  it.each<[string, Partial<Evidence>, boolean, unknown, unknown]>([
    ['as many units as planned', {}, true, 20_000, 20_000],
    ['fewer', { plannedUnits: 20_001 }, false, 20_000, 20_001],
    ['fewer, at the planned end', { plannedUnits: 20_001, plannedEnd: soon }, true, evidence.decidedAt, soon],
    [
      'no units planned, before the end',
      { plannedUnits: null, plannedEnd: '2026-03-04T01:10:00.001Z' },
      false,
      evidence.decidedAt,
      '2026-03-04T01:10:00.001Z',
    ],
    ['nothing registered', { plannedUnits: null }, false, 'none registered', 'planned units or an end'],
    ['units that are not over', { matured: [sums('control', 5, 1)] }, false, 5, 20_000],
  ])('with %s', (_, changes, passed, value, threshold) => {
    expect(checkOf('horizonReached', fixed(changes))).toEqual({
      name: 'horizonReached',
      passed,
      value,
      threshold,
    });
  });

  it('is eligible at its horizon, and not at a second look', () => {
    expect(assessEligibility(fixed())).toMatchObject({ isEligible: true, winner: 'green' });
    const again = assessEligibility(fixed({ earlierLook }));
    expect(again.isEligible).toBe(false);
    expect(again.checks.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual(['lookUnused']);
  });

  it('decides by this look alone, not by the smallest p-value of those before (control: the default method does)', () => {
    const weak = { variants: [sums('control', 10_000, 1000), sums('green', 10_000, 1060)] };
    const strongest = { ...weak, runningMinimumP: [{ variant: 'green', pValue: 1e-6 }] };
    expect(assessEligibility(fixed(strongest)).confidence).toBeLessThan(95);
    expect(assessEligibility({ ...evidence, ...strongest }).confidence).toBeGreaterThan(99);
  });

  it('is not looked at while anything else stands against a promotion', () => {
    expect(isLookDue(assessEligibility(fixed()).checks)).toBe(true);
    expect(isLookDue(assessEligibility(fixed({ plannedUnits: 20_001 })).checks)).toBe(false);
    expect(isLookDue(assessEligibility(fixed({ startedAt: '2026-03-03T00:00:00.000Z' })).checks)).toBe(false);
    const weak = [sums('control', 10_000, 1000), sums('green', 10_000, 1001)];
    expect(isLookDue(assessEligibility(fixed({ variants: weak })).checks)).toBe(true);
  });

  it('tells nothing of its results before', () => {
    const told = withheld(assessEligibility(fixed()));
    expect(told).toMatchObject({ isEligible: false, winner: null, confidence: null, improvement: null });
    expect(told.checks.map(({ name }) => name)).not.toEqual(
      expect.arrayContaining(['minConfidence', 'minImprovement', 'betterThanControl', 'recommendation']),
    );
  });
});

describe('a bandit', () => {
  const skewed = { variants: [sums('control', 2_000, 200), sums('green', 18_000, 2_340)] };

  it('has no split to hold its units against (control: an A/B test has)', () => {
    expect(assessEligibility({ ...evidence, ...skewed, isBandit: true })).toMatchObject({ isEligible: true });
    const tested = assessEligibility({ ...evidence, ...skewed, isBandit: false });
    expect(tested.checks.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual([
      'noSampleRatioMismatch',
      'recommendation',
    ]);
  });
});

describe('a breached guardrail', () => {
  const breach = {
    rule: 'guardrail-threshold',
    subject: 'checkout/error_rate>0.05/600s',
    message: 'error_rate is 0.08 over 100 outcomes in 600 s, the limit is 0.05',
    value: 0.08,
    limit: 0.05,
    raisedAt: evidence.decidedAt,
  };

  it('stands against a promotion, with its values', () => {
    const { isEligible, checks } = assessEligibility({ ...evidence, guardrailBreaches: [breach] });
    expect(isEligible).toBe(false);
    expect(checks.filter(({ passed }) => !passed)).toEqual([
      { name: 'noGuardrailBreach', passed: false, value: breach.message, threshold: 'none' },
      { name: 'recommendation', passed: false, value: 'ROLLBACK', threshold: 'PROMOTE' },
    ]);
  });
});
