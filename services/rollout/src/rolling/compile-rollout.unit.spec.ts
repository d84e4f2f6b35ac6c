import { design, inProgress, rolledBack } from '../../test/support/states.js';
import { compileRollout, evaluateUnit, unitDigest } from './compile-rollout.js';

describe('a compiled rollout', () => {
  it('has a revision that changes with what it says, and only then', () => {
    const { revision } = compileRollout(inProgress);
    expect(compileRollout(structuredClone(inProgress)).revision).toBe(revision);
    expect(compileRollout({ ...inProgress, percentage: 50 }).revision).not.toBe(revision);
    const denied = { ...inProgress, design: { ...design, deny: [unitDigest('search', 'u1')] } };
    expect(compileRollout(denied).revision).not.toBe(revision);
  });

  it('is on for the allow list at any percentage, and for nobody on the deny list', () => {
    const lists = {
      ...design,
      allow: [unitDigest('search', 'friend'), unitDigest('search', 'both')],
      deny: [unitDigest('search', 'both')],
    };
    const definition = compileRollout({ ...inProgress, percentage: 0, design: lists });
    expect(evaluateUnit(definition, 'friend')).toMatchObject({ enabled: true, reason: 'allowed' });
    expect(evaluateUnit(definition, 'both')).toMatchObject({ enabled: false, reason: 'denied' });
    expect(evaluateUnit(definition, 'stranger')).toMatchObject({ enabled: false, reason: 'percentage' });
  });

  it('is off for everyone before the start and after a rollback', () => {
    const { createdAt } = inProgress;
    const planned = compileRollout({ status: 'planned', design, createdAt });
    expect(evaluateUnit(planned, 'u1')).toMatchObject({ enabled: false, reason: 'not_started' });
    expect(evaluateUnit(compileRollout(rolledBack), 'u1')).toMatchObject({ reason: 'rolled_back' });
  });

  it('keeps who has it when it grows', () => {
    const units = Array.from({ length: 500 }, (_, i) => `unit-${String(i)}`);
    const enabled = (percentage: number): readonly string[] => {
      const definition = compileRollout({ ...inProgress, percentage });
      return units.filter((unit) => evaluateUnit(definition, unit).enabled);
    };
    const [ten, fifty] = [enabled(10), enabled(50)];
    expect(fifty).toEqual(expect.arrayContaining([...ten]));
    expect(fifty.length).toBeGreaterThan(ten.length);
    expect(enabled(100)).toEqual(units);
  });
});
