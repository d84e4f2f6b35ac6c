import { eligibilityRequest, promoteRequest, rollbackRequest } from './requests.js';

const principal = { kind: 'person', actor: 'user:ada', project: 'shop', role: 'approver' } as const;

describe('what a request means', () => {
  it('has the actor of the token, and whom it is for from the body', () => {
    expect(promoteRequest(principal, 'checkout', { promotedBy: 'bob', userId: 'carl' })).toMatchObject({
      project: 'shop',
      name: 'checkout',
      actor: 'user:ada',
      onBehalfOf: 'bob',
    });
    expect(promoteRequest(principal, 'checkout', { userId: 'carl' })).toMatchObject({ onBehalfOf: 'carl' });
    expect(rollbackRequest(principal, 'checkout', { reason: 'x', rolledBackBy: 'bob' })).toEqual({
      project: 'shop',
      name: 'checkout',
      actor: 'user:ada',
      reason: 'x',
      onBehalfOf: 'bob',
      decidedBy: 'person',
    });
  });

  it('is a manual promotion of the winner unless it says otherwise', () => {
    expect(promoteRequest(principal, 'checkout', {})).toMatchObject({
      promotionType: 'manual',
      variant: undefined,
      acknowledgeKnownBad: false,
      overrides: { thresholds: {} },
    });
  });

  it('overrides only the thresholds that are given, by the names that certificates use', () => {
    const config = { minConfidenceLevel: 99, minRuntimeHours: 0 };
    expect(promoteRequest(principal, 'checkout', { config }).overrides).toEqual({
      thresholds: { minConfidencePercent: 99, minRuntimeHours: 0 },
    });
    expect(eligibilityRequest(principal, 'checkout', { minSampleSize: 5 }).overrides).toEqual({
      thresholds: { minSampleSize: 5 },
    });
  });
});
