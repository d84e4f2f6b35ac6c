import type { AttributeCondition } from '@assay/contracts';
import { attributeAt, covariateMicros, dimensionValue, meets, NO_VALUE, OTHER_VALUES } from './attributes.js';

const ATTRIBUTES = {
  plan: 'pro',
  age: 41.5,
  admin: false,
  cart: { items: 3, owner: { name: 'ada' } },
  none: null,
};

describe('an attribute', () => {
  it('is found at a path of any depth, among own properties only', () => {
    const paths = [
      'plan',
      'cart.items',
      'cart.owner.name',
      'cart.missing',
      'plan.length',
      '__proto__',
      'toString',
    ];
    expect(paths.map((path) => attributeAt(ATTRIBUTES, path))).toEqual([
      'pro',
      3,
      'ada',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each<[AttributeCondition, boolean]>([
    [{ attribute: 'plan', operator: 'equals', value: 'pro' }, true],
    [{ attribute: 'age', operator: 'equals', value: '41.5' }, false],
    [{ attribute: 'plan', operator: 'not_equals', value: 'free' }, true],
    [{ attribute: 'plan', operator: 'not_equals', value: 5 }, false],
    [{ attribute: 'missing', operator: 'not_equals', value: 'free' }, false],
    [{ attribute: 'plan', operator: 'in', value: ['free', 'pro'] }, true],
    [{ attribute: 'plan', operator: 'not_in', value: ['free', 'pro'] }, false],
    [{ attribute: 'missing', operator: 'not_in', value: ['free'] }, false],
    [{ attribute: 'cart.items', operator: 'less', value: 3 }, false],
    [{ attribute: 'cart.items', operator: 'at_most', value: 3 }, true],
    [{ attribute: 'cart.items', operator: 'more', value: 2 }, true],
    [{ attribute: 'age', operator: 'at_least', value: 41.5 }, true],
    [{ attribute: 'plan', operator: 'more', value: 0 }, false],
    [{ attribute: 'admin', operator: 'exists' }, true],
    [{ attribute: 'none', operator: 'exists' }, false],
  ])('meets %j: %s', (condition, expected) => {
    expect(meets(ATTRIBUTES, condition)).toBe(expected);
  });

  it('is text as the value of a dimension, cut to a bearable length; nothing but scalars', () => {
    const value = (path: string) => dimensionValue(ATTRIBUTES, path);
    expect([value('plan'), value('age'), value('admin'), value('cart'), value('missing')]).toEqual([
      'pro',
      '41.5',
      'false',
      NO_VALUE,
      NO_VALUE,
    ]);
    expect(dimensionValue({ long: `a\0${'b'.repeat(500)}` }, 'long')).toBe(`a${'b'.repeat(99)}`);
    expect(dimensionValue({ plan: OTHER_VALUES }, 'plan')).toBe(NO_VALUE);
    expect(dimensionValue(undefined, 'plan')).toBe(NO_VALUE);
  });

  it('is a covariate when it is a number of a size that makes sense', () => {
    const micros = (value: unknown) => covariateMicros({ x: value }, 'x');
    expect([
      micros(41.5),
      micros(-0),
      micros('41.5'),
      micros(1e300),
      micros(Number.NaN),
      micros(undefined),
    ]).toEqual([41_500_000, 0, 0, 0, 0, 0]);
  });
});
