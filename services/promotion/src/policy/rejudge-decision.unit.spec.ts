import type { PolicyRule } from '@assay/contracts';
import { evidence } from '../../test/support/evidence.js';
import { certify } from '../certificate/certificate.js';
import type { Decision } from './decisions.projection.js';
import { rejudge } from './rejudge-decision.js';

const decision: Decision = {
  id: '00000000-0000-7000-8000-000000000001',
  at: '2026-03-04T00:00:00.000Z',
  kind: 'promotion',
  subject: 'checkout',
  action: 'promote',
  actor: 'system:auto-promotion',
  approval: null,
  approvals: 0,
  certificate: certify(evidence),
};
const under = (changes: Partial<PolicyRule>, other: Partial<Decision> = {}) =>
  rejudge(
    { rules: [{ name: 'r', actions: ['promote', 'rollback'], ...changes }] },
    { ...decision, ...other },
  );

describe('a decision of the past under another policy', () => {
  it('is the same where the policy asks for nothing that it did not have', () => {
    expect(under({ thresholds: { minImprovementPercent: 29, minRuntimeHours: 72 } })).toEqual({
      outcome: 'same',
    });
  });

  it('would have been forbidden, and says by what', () => {
    expect(under({ automatic: false })).toEqual({
      outcome: 'forbidden',
      reasons: ['r: automatic: system:auto-promotion, required: a person'],
    });
  });

  it('would not have been eligible, with the values of its certificate', () => {
    const { outcome, ...more } = under({ thresholds: { minRuntimeHours: 73, maxErrorRate: 0.01 } });
    expect({ outcome, ...more }).toEqual({
      outcome: 'not-eligible',
      reasons: ['minRuntime is 72 hours, required at least 73 hours'],
    });
  });

  it('would have waited for approvals that it did not have', () => {
    expect(under({ approvals: 1 }).outcome).toBe('needs-approval');
    expect(under({ approvals: 1 }, { approvals: 1 }).outcome).toBe('same');
    expect(under({ approvals: 2 }, { approvals: 1 }).outcome).toBe('needs-approval');
  });

  it('without a certificate is judged by who and when alone', () => {
    const rollback = { action: 'rollback', certificate: null } as const;
    expect(under({ thresholds: { minRuntimeHours: 999 } }, rollback)).toEqual({ outcome: 'same' });
  });
});
