import { compileCheck } from '../src/index.js';

const check = compileCheck({
  type: 'object',
  required: ['unit'],
  additionalProperties: false,
  properties: {
    unit: { type: 'string', maxLength: 3 },
    reason: { anyOf: [{ const: 'split' }, { const: 'sticky' }] },
    limits: { type: 'array', items: { type: 'number' } },
  },
});

describe('compileCheck', () => {
  it('is silent about what is right', () => {
    expect(check({ unit: 'u', reason: 'sticky', limits: [1, 2.5] })).toBeUndefined();
  });

  it.each([
    [{}, { path: 'unit', message: 'is required', code: 'FIELD_REQUIRED' }],
    [
      { unit: 'u', x: 1 },
      { path: 'x', message: 'is not a known field', code: 'FIELD_UNKNOWN' },
    ],
    [
      { unit: 'long' },
      {
        path: 'unit',
        value: 'long',
        message: 'must be a text of at most 3 characters',
        code: 'FIELD_INVALID',
      },
    ],
    [
      { unit: 'u', limits: [1, 'x'] },
      { path: 'limits[1]', value: 'x', message: 'must be a number', code: 'FIELD_INVALID' },
    ],
    [7, { path: '', value: 7, message: 'must be an object', code: 'FIELD_INVALID' }],
  ])('names what is wrong in %j', (value, error) => {
    expect(check(value)).toEqual(error);
  });

  it('lists the choices of a union', () => {
    const choice = compileCheck({ anyOf: [{ const: 'split' }, { const: 'sticky' }] });
    expect(choice('other')).toEqual({
      path: '',
      value: 'other',
      message: 'must be one of: split, sticky',
      code: 'FIELD_INVALID',
    });
  });

  it('looks into the alternative whose fields the value has', () => {
    const only = (name: string, field: object) => ({
      ...{ type: 'object', required: [name], additionalProperties: false },
      properties: { [name]: field },
    });
    const cap = compileCheck({
      anyOf: [only('value', { type: 'string' }), only('percentile', { type: 'number', exclusiveMaximum: 1 })],
    });
    expect(cap({ value: 100 })).toMatchObject({ path: 'value', value: 100, message: 'must be a text' });
    expect(cap({ percentile: 2 })).toMatchObject({
      path: 'percentile',
      value: 2,
      message: expect.stringContaining('1') as string,
    });
    expect(cap({ value: '1', percentile: 0.5 })).toMatchObject({ path: 'percentile', code: 'FIELD_UNKNOWN' });
    expect(cap({ other: 1 })).toMatchObject({ path: '', message: 'must have value, or percentile' });
    expect(cap(7)).toMatchObject({ path: '', value: 7, message: 'must be an object' });
    const textOrNull = compileCheck({ anyOf: [{ type: 'string' }, { type: 'null' }] });
    expect(textOrNull({ a: 1 })).toMatchObject({ path: '', message: 'must be a text or null' });
  });

  it('looks into the alternative that the value says it is', () => {
    const kind = (name: string, fields: object) => ({
      type: 'object',
      required: ['kind', ...Object.keys(fields)],
      properties: { kind: { const: name }, ...fields },
    });
    const either = compileCheck({
      anyOf: [kind('limit', { above: { type: 'number' } }), kind('metric', { metric: { type: 'string' } })],
    });
    expect(either({ kind: 'limit', above: 'x' })).toMatchObject({ path: 'above', value: 'x' });
    expect(either({ kind: 'metric' })).toMatchObject({ path: 'metric', message: 'is required' });
    expect(either({ kind: 'luck' })).toMatchObject({ path: '', value: { kind: 'luck' } });
  });

  it.each([
    [{ type: 'integer' }, 1.5, 'must be a whole number'],
    [{ type: ['string', 'null'] }, 7, 'must be a text or null'],
    [{ type: 'boolean' }, 'yes', 'must be true or false'],
    [{ type: 'array' }, 'a', 'must be a list'],
    [{ minimum: 0 }, -1, 'must be at least 0'],
    [{ exclusiveMaximum: 1 }, 1, 'must be below 1'],
    [{ minItems: 2 }, [1], 'must be a list of at least 2'],
    [
      { anyOf: [{ type: 'string', minLength: 1, maxLength: 9 }, { type: 'integer' }] },
      true,
      'must be a text of 1 to 9 characters or a whole number',
    ],
  ])('%j refuses %j: %s', (schema, value, message) => {
    expect(compileCheck(schema)(value)).toMatchObject({ message });
  });

  it('names the types of a union', () => {
    const time = compileCheck({ anyOf: [{ type: 'string' }, { type: 'number' }] });
    expect(time(true)).toMatchObject({ value: true, message: 'must be a text or a number' });
  });
});
