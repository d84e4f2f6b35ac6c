import type * as Core from '../../src/core.js';
import { experiment, release, rollout } from '../support/definitions.js';

const definition = () =>
  experiment({
    targeting: { op: 'all', rules: [{ op: 'matches', attribute: 'mail', value: '@example\\.com$' }] },
  });
const input = { unit: 'u', attributes: { mail: 'jane@example.com' } };

describe('the core alone', () => {
  it('serves control where there is a rule, until what reads it is loaded', async () => {
    await jest.isolateModulesAsync(async () => {
      const core: typeof Core = await import('../../src/core.js');
      expect(core.evaluateExperiment(definition(), input).reason).toBe('unavailable');
      await import('../../src/targeting.js');
      expect(core.evaluateExperiment(definition(), input).reason).toBe('unavailable');
      await import('../../src/patterns.js');
      expect(core.evaluateExperiment(definition(), input).reason).toBe('split');
    });
  });

  it('cannot tell of a release until what evaluates them is loaded', async () => {
    await jest.isolateModulesAsync(async () => {
      const { evaluate, snapshotOf }: typeof Core = await import('../../src/core.js');
      const [after, asked] = [{ flag: 'next', variants: ['off'] }, { unit: 'u' }];
      const snapshot = snapshotOf({ flags: [release(), experiment({ prerequisites: [after] })] });
      expect(evaluate(snapshot, 'next', asked).kind).toBe('missing');
      expect(evaluate(snapshot, 'checkout', asked).reason).toBe('prerequisite_failed');
      await import('../../src/releases.js');
      expect(evaluate(snapshot, 'next', asked)).toMatchObject({ kind: 'release', enabled: false });
      expect(evaluate(snapshot, 'checkout', asked).reason).toBe('split');
    });
  });

  it('cannot tell who has a feature that segments decide on, until what looks into them is loaded', async () => {
    await jest.isolateModulesAsync(async () => {
      const { evaluateRollout }: typeof Core = await import('../../src/core.js');
      const named = [{ segment: 'beta', hash: 'h' }];
      const segment = () => ({ kind: 'list', key: 'beta', hash: 'h', members: new Set(['u']) }) as const;
      const asked = { unit: 'u', segment };
      const denied = rollout({ segments: { deny: named } });
      expect(evaluateRollout(denied, asked)).toMatchObject({ enabled: false, reason: 'unavailable' });
      await import('../../src/targeting.js');
      expect(evaluateRollout(denied, asked)).toMatchObject({ enabled: false, reason: 'denied' });
    });
  });

  it('tells which operators a rule uses', async () => {
    const { operatorsOf }: typeof Core = await import('../../src/core.js');
    const rule = definition().targeting;
    expect(rule && operatorsOf(rule)).toEqual(new Set(['matches']));
  });

  it('evaluates what has no rules', async () => {
    const { evaluate, snapshotOf }: typeof Core = await import('../../src/core.js');
    expect(evaluate(snapshotOf({ flags: [experiment()] }), 'checkout', input).reason).toBe('split');
  });
});
