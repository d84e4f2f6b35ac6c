import { evaluateExperiment } from '@assay/bucketing';
import { runningDefinition } from '../../../test/support/running-definition.js';
import { attributesFrom, recordedAttributes } from './recorded-attributes.js';

const equals = (attribute: string | string[], value: string) => ({ op: 'equals', attribute, value }) as const;
const targeted = runningDefinition({
  targeting: {
    op: 'all',
    rules: [equals('country', 'DE'), equals('plan.tier', 'pro'), equals(['a.b'], 'x')],
  },
});
const ATTRIBUTES = { country: 'DE', plan: { tier: 'pro', seats: 5 }, 'a.b': 'x', mail: 'a@example.org' };

describe('attributes of an assignment', () => {
  it('are those that rules read, and give the same evaluation again', () => {
    const recorded = recordedAttributes(targeted, ATTRIBUTES);
    expect(recorded).toEqual({ country: 'DE', 'plan.tier': 'pro', 'a.b': 'x' });
    const again = attributesFrom(recorded ?? {});
    expect(evaluateExperiment(targeted, { unit: 'u', attributes: again })).toEqual(
      evaluateExperiment(targeted, { unit: 'u', attributes: ATTRIBUTES }),
    );
    expect(evaluateExperiment(targeted, { unit: 'u', attributes: {} }).reason).toBe('targeting_mismatch');
  });

  it('are none where nothing is read, or nothing was there', () => {
    expect(recordedAttributes(runningDefinition(), ATTRIBUTES)).toBeUndefined();
    expect(recordedAttributes(targeted, { mail: 'x' })).toBeUndefined();
    expect(recordedAttributes(targeted, undefined)).toBeUndefined();
  });

  it('leave out what is too long to be kept for every unit', () => {
    expect(recordedAttributes(targeted, { country: 'x'.repeat(501), plan: { tier: 'pro' } })).toEqual({
      'plan.tier': 'pro',
    });
  });

  it('reach no prototype', () => {
    const attributes = attributesFrom(
      JSON.parse('{"__proto__.polluted": 1, "constructor.x": 2}') as object as never,
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
  });
});
