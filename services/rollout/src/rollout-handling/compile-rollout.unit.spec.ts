import { design, inProgress, planned, rolledBack } from '../../test/support/states.js';
import { compileRollout, evaluateUnit, onCandidate, unitDigest } from './compile-rollout.js';

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

  it('says the same of units on no list, whether it has lists or not', () => {
    const lists = {
      ...design,
      allow: [unitDigest('search', 'friend')],
      deny: [unitDigest('search', 'enemy')],
    };
    const listed = compileRollout({ ...inProgress, design: lists });
    const open = compileRollout({ ...inProgress, design: { ...design, allow: [], deny: [] } });
    const said = (definition: typeof open) =>
      Array.from({ length: 500 }, (_, i) => evaluateUnit(definition, `unit-${String(i)}`).enabled);
    expect(said(open)).toEqual(said(listed));
    expect(new Set(said(open))).toEqual(new Set([true, false]));
  });

  it('is off for everyone before the start and after a rollback', () => {
    expect(evaluateUnit(compileRollout(planned), 'u1')).toMatchObject({
      enabled: false,
      reason: 'not_started',
    });
    expect(evaluateUnit(compileRollout(rolledBack), 'u1')).toMatchObject({ reason: 'rolled_back' });
  });

  it('is on for everyone else with the live version, and speaks for its own units only', () => {
    const live = { version: { number: 1, name: '1.0' }, activation: 'live-activation' };
    const second = { ...inProgress, version: { number: 2, name: '2.0' }, live };
    const units = Array.from({ length: 500 }, (_, i) => `unit-${String(i)}`);
    const [given, isOn] = [compileRollout(second), onCandidate(second)];
    const served = units.map((unit) => evaluateUnit(given, unit));
    expect(served.every(({ enabled }) => enabled)).toBe(true);
    expect(new Set(served.map(({ version }) => version))).toEqual(new Set(['1.0', '2.0']));
    for (const [index, { activation }] of served.entries())
      expect(isOn(units[index] ?? '', true)).toBe(activation === inProgress.activation);
    const back = evaluateUnit(compileRollout({ ...rolledBack, live }), 'u1');
    expect(back).toMatchObject({
      enabled: true,
      reason: 'live',
      version: '1.0',
      activation: 'live-activation',
    });
  });

  it('trusts who names its activation where segments decide, unless they are denied by name', () => {
    const lists = { ...design, allow: [], deny: [unitDigest('search', 'banned')] };
    const given = { ...inProgress, percentage: 0, design: { ...lists, segments: { allow: ['vip'] } } };
    const isOn = onCandidate(given);
    expect(['member', 'banned'].map((unit) => isOn(unit, true))).toEqual([true, false]);
    expect(['member', 'banned'].map((unit) => isOn(unit, false))).toEqual([false, false]);
    expect(onCandidate({ ...given, design: lists })('member', true)).toBe(false);
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
