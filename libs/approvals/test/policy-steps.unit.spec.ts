import { POLICY_ACTIONS } from '@assay/contracts';
import { POLICY_STEPS, policyActionOf, STEPPED_KINDS, stepsOf } from '../src/index.js';

describe('steps that policies know', () => {
  it('are listed by the kind of subject', () => {
    expect(STEPPED_KINDS).toEqual(['promotion', 'release', 'rollout']);
    expect(stepsOf('promotion')).toEqual(['promote', 'rollback']);
  });

  it('are named as policies name them', () => {
    expect(policyActionOf('release', 'abort')).toBe('rollback');
    expect(policyActionOf('release', 'complete')).toBe('promote');
    expect(policyActionOf('rollout', 'complete')).toBe('advance');
  });

  it('leave out no action of policies', () => {
    const named = STEPPED_KINDS.flatMap((kind) => Object.values(POLICY_STEPS[kind]));
    expect([...new Set(named)].sort()).toEqual([...POLICY_ACTIONS].sort());
  });
});
