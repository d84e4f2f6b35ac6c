import type * as Core from '../../src/core.js';
import { experiment } from '../support/definitions.js';

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
