import fc from 'fast-check';
import type { Scalar, Segment, TargetingRule } from '../../src/index.js';
import {
  attributePathsOf,
  checkTargeting,
  compileRule,
  MemberSet,
  operatorsOf,
  segmentsOf,
  valuesAt,
} from '../../src/index.js';

const SEED = 20_240_601;

const NONE = () => undefined;

function holds(
  rule: TargetingRule,
  attributes: unknown,
  segments: readonly Segment[] = [],
): boolean | undefined {
  return compileRule(rule)?.({
    unit: 'visitor-1',
    attributes,
    segment: (key, hash) => segments.find((each) => each.key === key && each.hash === hash),
  });
}

const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'DE', '1', 'true'),
  fc.constantFrom(0, 1, -1, 1.5, 1e300),
  fc.boolean(),
);
const attribute = fc.constantFrom('a', 'b', 'c.d', 'missing');
const value = fc.oneof(
  scalar,
  fc.constant(null),
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ d: scalar }),
);
const context = fc.record({ a: value, b: value, c: value }, { requiredKeys: [] });

const leaf: fc.Arbitrary<TargetingRule> = fc.oneof(
  fc.record({ op: fc.constant('exists' as const), attribute }),
  fc.record({ op: fc.constantFrom('equals' as const, 'not_equals' as const), attribute, value: scalar }),
  fc.record({
    op: fc.constantFrom('in' as const, 'not_in' as const),
    attribute,
    values: fc.array(scalar, { maxLength: 3 }),
  }),
  fc.record({
    op: fc.constantFrom('has_any' as const, 'has_all' as const, 'has_none' as const),
    attribute,
    values: fc.array(scalar, { maxLength: 3 }),
  }),
  fc.record({
    op: fc.constantFrom(
      'less_than' as const,
      'at_most' as const,
      'greater_than' as const,
      'at_least' as const,
    ),
    attribute,
    value: fc.constantFrom(0, 1, 1.5),
  }),
  fc.record({
    op: fc.constantFrom('contains' as const, 'starts_with' as const, 'ends_with' as const),
    attribute,
    value: fc.constantFrom('', 'a', 'D'),
  }),
);

const { rule } = fc.letrec<{ rule: TargetingRule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.record({ op: fc.constant('not' as const), rule: tie('rule') }),
    fc.record({
      op: fc.constantFrom('all' as const, 'any' as const),
      rules: fc.array(tie('rule'), { maxLength: 3 }),
    }),
  ),
}));

const not = (inner: TargetingRule): TargetingRule => ({ op: 'not', rule: inner });

describe('all, any and not', () => {
  it('are turned into each other by De Morgan', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), context, (rules, attributes) => {
        expect(holds(not({ op: 'all', rules }), attributes)).toBe(
          holds({ op: 'any', rules: rules.map(not) }, attributes),
        );
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it('do not depend on the order of the rules', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), context, (rules, attributes) => {
        for (const op of ['all', 'any'] as const)
          expect(holds({ op, rules }, attributes)).toBe(holds({ op, rules: rules.toReversed() }, attributes));
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });
});

describe('comparisons', () => {
  const opposites = [
    ['equals', 'not_equals'],
    ['in', 'not_in'],
    ['has_any', 'has_none'],
    ['less_than', 'at_least'],
    ['greater_than', 'at_most'],
  ] as const;

  it('that are opposites are never both true, and both false only where a value is missing or of another type', () => {
    const opposite = fc.constantFrom(...opposites);
    fc.assert(
      fc.property(opposite, attribute, scalar, context, ([one, other], path, operand, attributes) => {
        const compare = (op: string) =>
          holds(
            { op, attribute: path, value: operand, values: [operand] } as unknown as TargetingRule,
            attributes,
          );
        const [first, second] = [compare(one), compare(other)];
        if (first === undefined) return;
        const [found] = Object.values(valuesAt(attributes, [path]));
        const isList = one === 'has_any';
        const isComparable = isList ? Array.isArray(found) : typeof found === typeof operand;
        expect([first, second].filter(Boolean)).toHaveLength(isComparable ? 1 : 0);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });

  it('agree: equals is in a set of one, and has_all of one is has_any of one', () => {
    fc.assert(
      fc.property(attribute, scalar, context, (path, operand, attributes) => {
        const values = [operand];
        expect(holds({ op: 'equals', attribute: path, value: operand }, attributes)).toBe(
          holds({ op: 'in', attribute: path, values }, attributes),
        );
        expect(holds({ op: 'has_all', attribute: path, values }, attributes)).toBe(
          holds({ op: 'has_any', attribute: path, values }, attributes),
        );
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it('are false without any attributes, all of them', () => {
    fc.assert(
      fc.property(leaf, fc.constantFrom(undefined, null, {}, [], 'text', 7), (comparison, attributes) => {
        expect(holds(comparison, attributes)).toBe(false);
      }),
      { seed: SEED },
    );
  });
});

describe('checks and compilation', () => {
  it('take the same rules', () => {
    fc.assert(
      fc.property(rule, (given) => {
        expect(checkTargeting(given)).toEqual([]);
        expect(compileRule(given)).toBeDefined();
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });

  it('refuse the same rules', () => {
    const odd = fc.oneof(scalar, fc.constant(null), fc.constantFrom('(', '2026-02-30', '1.2', {}, [{}]));
    const operator = fc.constantFrom(
      'equals',
      'in',
      'has_all',
      'less_than',
      'before',
      'version_at_least',
      'contains',
      'matches',
      'near',
    );
    fc.assert(
      fc.property(operator, odd, (op, operand) => {
        const given = { op, attribute: 'a', [op === 'in' || op === 'has_all' ? 'values' : 'value']: operand };
        const isReadable = compileRule(given as unknown as TargetingRule) !== undefined;
        expect(checkTargeting(given).length === 0).toBe(isReadable);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});

describe('what a rule refers to', () => {
  const given: TargetingRule = {
    op: 'all',
    rules: [
      { op: 'equals', attribute: 'country', value: 'DE' },
      {
        op: 'not',
        rule: {
          op: 'any',
          rules: [
            { op: 'in_segment', segment: 'beta', hash: 'h1' },
            { op: 'exists', attribute: ['account', 'a.b'] },
          ],
        },
      },
    ],
  };

  it('are its segments, attributes and operators, however deep', () => {
    expect(segmentsOf(given)).toEqual([{ op: 'in_segment', segment: 'beta', hash: 'h1' }]);
    expect(attributePathsOf(given)).toEqual(['country', ['account', 'a.b']]);
    expect(operatorsOf(given)).toEqual(new Set(['equals', 'in_segment', 'exists']));
  });

  it('are the values that are there', () => {
    const attributes = { country: 'DE', account: { 'a.b': null, other: 1 } };
    expect(valuesAt(attributes, attributePathsOf(given))).toEqual({ country: 'DE', 'account.a.b': null });
    expect(valuesAt(undefined, ['country'])).toEqual({});
  });
});

describe('segments', () => {
  const list: Segment = { kind: 'list', key: 'beta', hash: 'h1', members: MemberSet.of(['visitor-1', '42']) };
  const inBeta: TargetingRule = { op: 'in_segment', segment: 'beta', hash: 'h1' };

  it('hold the unit, or the attribute they name', () => {
    expect(holds(inBeta, {}, [list])).toBe(true);
    expect(holds(inBeta, { id: 'visitor-2' }, [{ ...list, attribute: 'id' }])).toBe(false);
    expect(holds(inBeta, { id: 42 }, [{ ...list, attribute: 'id' }])).toBe(true);
  });

  it.each([[42.5], [true], [null], [{}], [2 ** 53], [['42']]])('do not hold %p', (id) => {
    expect(holds(inBeta, { id }, [{ ...list, attribute: 'id' }])).toBe(false);
  });

  it('are told apart by their content', () => {
    const [before, after]: readonly TargetingRule[] = [inBeta, { ...inBeta, hash: 'h2' }];
    const changed: Segment = { ...list, hash: 'h2', members: MemberSet.of([]) };
    expect(before && holds(before, {}, [list, changed])).toBe(true);
    expect(after && holds(after, {}, [list, changed])).toBe(false);
  });

  it('by rule are compiled once and asked every time', () => {
    const germans: Segment = {
      kind: 'rule',
      key: 'germans',
      hash: 'h1',
      rule: { op: 'equals', attribute: 'country', value: 'DE' },
    };
    const inside = compileRule({ op: 'in_segment', segment: 'germans', hash: 'h1' });
    const ask = (country: string) => inside?.({ unit: 'u', attributes: { country }, segment: () => germans });
    expect(['DE', 'FR', 'DE'].map(ask)).toEqual([true, false, true]);
    expect(inside?.({ unit: 'u', attributes: { country: 'DE' }, segment: NONE })).toBe(false);
  });
});
