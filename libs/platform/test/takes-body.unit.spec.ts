import { bodySchema } from '../src/index.js';

const data = {
  type: 'object',
  additionalProperties: false,
  properties: { key: { type: 'string' }, days: { type: 'integer', maximum: 28 }, name: { type: 'string' } },
  required: ['key', 'days', 'name'],
};

describe('the schema of a body', () => {
  it('is that of the data, where nothing is supplied', () => {
    expect(bodySchema(data, {})).toEqual(data);
  });

  it('has no fields of the address', () => {
    const { days, name } = data.properties;
    expect(bodySchema(data, { address: ['key'] })).toEqual({
      ...data,
      properties: { days, name },
      required: ['days', 'name'],
    });
  });

  it('shows what a field is that need not be given', () => {
    const schema = bodySchema(data, { address: ['key'], defaults: { days: 14, name: undefined } });
    expect(schema).toEqual({
      type: 'object',
      additionalProperties: false,
      properties: { days: { type: 'integer', maximum: 28, default: 14 }, name: { type: 'string' } },
    });
  });
});
