import { compileDataSchema } from '../src/event-type/schema/compile-data-schema.js';
import { patternProblem } from '../src/event-type/schema/pattern-problem.js';

const problemOf = (schema: unknown) => {
  const compiled = compileDataSchema(schema);
  return compiled.ok ? undefined : compiled.problem;
};
const finding = (schema: unknown, value: unknown) => {
  const compiled = compileDataSchema(schema);
  if (!compiled.ok) throw new TypeError(compiled.problem.message);
  return compiled.check(value);
};

describe('the schema of an event type', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['plan'],
    properties: {
      plan: { enum: ['free', 'pro'] },
      price: { $ref: '#/$defs/price' },
      code: { type: 'string', maxLength: 20, pattern: '^[A-Z]{2}-[0-9]+$' },
      order: { type: 'string', format: 'uuid' },
      tags: { type: 'array', items: { type: 'string' }, maxItems: 10, uniqueItems: true },
    },
    additionalProperties: false,
    $defs: { price: { type: 'number', minimum: 0 } },
  };

  it.each([
    [{ plan: 'pro', price: 1, code: 'NL-12', tags: ['a', 'b'] }, undefined],
    [{}, { path: 'plan', message: 'is required' }],
    [{ plan: 'gold' }, { path: 'plan', value: 'gold', message: 'must be one of: free, pro' }],
    [
      { plan: 'pro', price: -1 },
      { path: 'price', value: -1, message: 'must be at least 0' },
    ],
    [
      { plan: 'pro', code: 'nl-12' },
      { path: 'code', value: 'nl-12' },
    ],
    [{ plan: 'pro', order: 'one' }, { path: 'order' }],
    [{ plan: 'pro', tags: ['a', 'a'] }, { path: 'tags' }],
    [
      { plan: 'pro', colour: 'red' },
      { path: 'colour', code: 'FIELD_UNKNOWN' },
    ],
  ])('finds what is wrong with %j', (value, problem) => {
    if (problem === undefined) expect(finding(schema, value)).toBeUndefined();
    else expect(finding(schema, value)).toMatchObject(problem);
  });

  it('may take everything, or nothing', () => {
    expect(finding(true, { any: 1 })).toBeUndefined();
    expect(finding({}, { any: 1 })).toBeUndefined();
    expect(finding(false, {})).toMatchObject({ path: '' });
  });

  it('does not know the schemas of others', () => {
    const first = { $defs: { price: { type: 'number' } }, properties: { price: { $ref: '#/$defs/price' } } };
    const second = { $defs: { price: { type: 'string' } }, properties: { price: { $ref: '#/$defs/price' } } };
    expect(finding(first, { price: 1 })).toBeUndefined();
    expect(finding(second, { price: 1 })).toMatchObject({ path: 'price' });
  });
});

describe('a schema is refused', () => {
  const nested = (levels: number): object => (levels === 0 ? {} : { properties: { a: nested(levels - 1) } });
  const fourfold = Object.fromEntries(
    Array.from({ length: 6 }, (_, at) => {
      const next = { $ref: `#/$defs/d${String(at + 1)}` };
      return [`d${String(at)}`, at === 5 ? {} : { anyOf: [next, next, next, next] }];
    }),
  );

  it.each([
    ['that is none', 'object', '', 'must be a JSON schema'],
    ['that is a list', [], '', 'must be a JSON schema'],
    ['that is long', { description: 'x'.repeat(17_000) }, '', 'longer than 16384'],
    ['that is deep', nested(20), expect.stringContaining('properties'), 'nested deeper'],
    [
      'that is broad',
      { properties: Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`p${String(at)}`, {}])) },
      '',
      'more than 500 parts',
    ],
    ['that unfolds without end', { $ref: '#/$defs/d0', $defs: fourfold }, '', 'more than 500 parts'],
    [
      'that refers to itself',
      {
        properties: { a: { $ref: '#/$defs/a' } },
        $defs: { a: { properties: { b: { $ref: '#/$defs/a' } } } },
      },
      '$defs.a.properties.b.$ref',
      'refers to itself',
    ],
    ['that refers to its root', { properties: { a: { $ref: '#' } } }, 'properties.a.$ref', 'must name'],
    ['that refers elsewhere', { $ref: 'https://other.example/s' }, '$ref', 'must name a definition'],
    ['that refers to nothing', { $ref: '#/$defs/none' }, '$ref', 'must name a definition'],
    ['that refers to a prototype', { $ref: '#/$defs/toString', $defs: {} }, '$ref', 'must name a definition'],
    ['with a name for others', { $id: 'https://a.example/s' }, '$id', 'is not a keyword'],
    ['with a keyword of its own', { requird: ['a'] }, 'requird', 'is not a keyword'],
    ['with patterns for names', { patternProperties: { a: {} } }, 'patternProperties', 'is not a keyword'],
    ['with definitions inside', { not: { $defs: {} } }, 'not.$defs', 'must stand at the top'],
    ['with an unknown format', { format: 'iban' }, 'format', 'must be one of: uuid, date-time'],
    ['with costly comparisons', { uniqueItems: true }, 'uniqueItems', 'needs maxItems'],
    ['with an unbounded match', { pattern: 'a' }, 'pattern', 'needs maxLength'],
    ['with a costly match', { pattern: '(a+)+', maxLength: 99 }, 'pattern', 'repeats a group'],
    ['with an unknown type', { type: 'text' }, '', 'type'],
    ['with a wrong bound', { minimum: 'one' }, '', 'minimum'],
  ])('%s', (_case, schema, path, message) => {
    expect(problemOf(schema)).toEqual({ path, message: expect.stringContaining(message) });
  });
});

describe('a pattern', () => {
  it.each([
    '^[a-z]+$',
    '^[A-Z]{2}-[0-9]{4,8}$',
    '^(red|green|blue)$',
    '^[^@]+@[^@]+$',
    'abc',
    '^\\+[0-9]{1,15}$',
    '^(?:v)?[0-9]+\\.[0-9]+$',
  ])('%s can be matched', (pattern) => {
    expect(patternProblem(pattern, 200)).toBeUndefined();
  });

  it.each([
    ['(', 'no regular expression'],
    ['x'.repeat(201), 'longer than 200'],
    ['^(a+)+$', 'repeats a group'],
    ['^(a|a)*$', 'repeats a group'],
    ['^(a|a){30}$', 'repeats a group'],
    ['^(?<x>a)\\k<x>$', 'refers back'],
    ['^(a)\\1$', 'refers back'],
    ['^(?=a)', 'looks ahead'],
    ['(?<!a)b', 'looks ahead'],
    ['^a*a*a*$', 'too many ways'],
    ['a*a*$', 'too many ways'],
    [`^${'a?'.repeat(30)}${'a'.repeat(30)}$`, 'too many ways'],
    [`^${'(a|a)'.repeat(20)}$`, 'too many ways'],
    ['^a{0,90}a{0,90}a{0,90}$', 'too many ways'],
  ])('%s cannot', (pattern, message) => {
    expect(patternProblem(pattern, 200)).toContain(message);
  });
});
