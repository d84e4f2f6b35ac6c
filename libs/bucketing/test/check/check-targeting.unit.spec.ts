import type { TargetingRule } from '../../src/index.js';
import { checkSegmentRule, checkSegmentSize, checkTargeting, compileRule } from '../../src/index.js';

const country = { op: 'equals', attribute: 'country', value: 'DE' };

function nested(depth: number): unknown {
  let rule: unknown = country;
  for (let level = 1; level < depth; level += 1) rule = { op: 'not', rule };
  return rule;
}

const codes = (rule: unknown): readonly string[] => checkTargeting(rule).map(({ code }) => code);

describe('checkTargeting', () => {
  it.each<[string, unknown]>([
    ['equality', country],
    ['a set', { op: 'in', attribute: ['a', 'b.c'], values: ['x', 1, true] }],
    ['no values', { op: 'has_any', attribute: 'tags', values: [] }],
    ['a number', { op: 'at_least', attribute: 'age', value: 18.5 }],
    ['a date', { op: 'before', attribute: 'signedUp', value: '2026-01-05T10:00:00+01:00' }],
    ['a version', { op: 'version_at_least', attribute: 'app', value: '1.2.0-rc.1' }],
    ['a pattern', { op: 'matches', attribute: 'mail', value: '^[^@]+@example\\.com$' }],
    ['existence', { op: 'exists', attribute: 'a.b.c' }],
    ['a segment without its hash', { op: 'in_segment', segment: 'beta' }],
    ['nothing at all', { op: 'all', rules: [] }],
    ['the deepest nesting', nested(32)],
  ])('takes %s', (_, rule) => {
    expect(checkTargeting(rule)).toEqual([]);
  });

  it.each<[string, unknown, string, string, unknown]>([
    ['a text', 'country = DE', 'RULE_MALFORMED', 'targeting', 'country = DE'],
    ['null', null, 'RULE_MALFORMED', 'targeting', null],
    [
      'an operator nobody knows',
      { op: 'sounds_like' },
      'RULE_UNKNOWN_OPERATOR',
      'targeting.op',
      'sounds_like',
    ],
    ['an inherited name', { op: 'toString' }, 'RULE_UNKNOWN_OPERATOR', 'targeting.op', 'toString'],
    ['no operator', { rules: [] }, 'RULE_UNKNOWN_OPERATOR', 'targeting.op', undefined],
    ['a field too many', { ...country, flags: 'i' }, 'RULE_UNKNOWN_FIELD', 'targeting.flags', 'i'],
    ['no attribute', { op: 'exists' }, 'RULE_ATTRIBUTE_INVALID', 'targeting.attribute', undefined],
    [
      'an empty name',
      { op: 'exists', attribute: 'a..b' },
      'RULE_ATTRIBUTE_INVALID',
      'targeting.attribute',
      'a..b',
    ],
    [
      'a number as text',
      { op: 'less_than', attribute: 'age', value: '18' },
      'RULE_VALUE_INVALID',
      'targeting.value',
      '18',
    ],
    [
      'values of a wrong type',
      { op: 'in', attribute: 'age', values: [{}] },
      'RULE_VALUE_INVALID',
      'targeting.values',
      [{}],
    ],
    [
      'a day that does not exist',
      { op: 'after', attribute: 'at', value: '2026-02-30' },
      'RULE_VALUE_INVALID',
      'targeting.value',
      '2026-02-30',
    ],
    [
      'half a version',
      { op: 'version_equals', attribute: 'app', value: '1.2' },
      'RULE_VALUE_INVALID',
      'targeting.value',
      '1.2',
    ],
    [
      'a pattern that does not compile',
      { op: 'matches', attribute: 'mail', value: '(a' },
      'RULE_PATTERN_INVALID',
      'targeting.value',
      '(a',
    ],
    [
      'a pattern that grows too large',
      { op: 'matches', attribute: 'mail', value: '(a{100}){100}' },
      'RULE_PATTERN_INVALID',
      'targeting.value',
      '(a{100}){100}',
    ],
    ['a segment without a key', { op: 'in_segment', segment: 7 }, 'RULE_MALFORMED', 'targeting.segment', 7],
    ['rules that are none', { op: 'any', rules: country }, 'RULE_MALFORMED', 'targeting.rules', country],
    [
      'a bad rule within others',
      { op: 'all', rules: [country, { op: 'not', rule: { op: '?' } }] },
      'RULE_UNKNOWN_OPERATOR',
      'targeting.rules[1].rule.op',
      '?',
    ],
  ])('refuses %s, with the place and the value', (_, rule, code, path, value) => {
    expect(checkTargeting(rule)).toEqual([{ code, path, value, message: expect.any(String) }]);
  });

  it('refuses rules nested over 32, however deep, without following them', () => {
    expect(codes(nested(33))).toEqual(['RULE_TOO_DEEP']);
    expect(codes(nested(100_000))).toEqual(['RULE_TOO_DEEP']);
  });

  it('refuses more than 1,000 rules and more than 10,000 values', () => {
    expect(codes({ op: 'any', rules: new Array<unknown>(1_000).fill(country) })).toEqual(['RULE_TOO_LARGE']);
    const values = Array.from({ length: 10_001 }, (_, index) => index);
    expect(codes({ op: 'in', attribute: 'a', values })).toEqual(['RULE_TOO_LARGE']);
  });

  it('tells at most 20 problems', () => {
    expect(codes({ op: 'any', rules: new Array<unknown>(50).fill({ op: '?' }) })).toHaveLength(20);
  });

  it('names the place of the fault within a pattern', () => {
    const [found] = checkTargeting({ op: 'matches', attribute: 'a', value: 'ab(?=c)' });
    expect(found?.message).toBe('the pattern at 4: "(?" only as "(?:"');
  });

  it('refuses exactly what cannot be compiled', () => {
    const unreadable = [nested(33), { op: '?' }, { op: 'less_than', attribute: 'a', value: 'b' }];
    for (const rule of unreadable) expect(compileRule(rule as TargetingRule)).toBeUndefined();
    expect(compileRule(nested(32) as TargetingRule)).toBeDefined();
  });
});

describe('a segment', () => {
  it('refers to no other segment', () => {
    const rule = { op: 'any', rules: [{ op: 'in_segment', segment: 'beta', hash: 'h' }] };
    expect(checkSegmentRule(rule)).toEqual([
      {
        code: 'RULE_SEGMENT_IN_SEGMENT',
        path: 'rule.rules[0]',
        value: 'beta',
        message: 'a segment cannot refer to another segment',
      },
    ]);
    expect(checkSegmentRule(country)).toEqual([]);
  });

  it('has at most a million members', () => {
    expect(checkSegmentSize(1_000_000)).toEqual([]);
    expect(checkSegmentSize(1_000_001)).toMatchObject([{ code: 'SEGMENT_TOO_LARGE', value: 1_000_001 }]);
  });
});
