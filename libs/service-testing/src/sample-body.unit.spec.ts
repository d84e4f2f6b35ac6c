import { sampleBody } from './sample-body.js';

const document = {
  paths: {
    '/steps/{key}': {
      post: {
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Step' } } } },
      },
      delete: {},
    },
  },
  components: {
    schemas: {
      Step: {
        type: 'object',
        required: ['kind', 'count', 'parts', 'why'],
        properties: {
          kind: { enum: ['first', 'second'] },
          count: { type: 'integer', minimum: 20 },
          isNew: { type: 'boolean' },
          parts: { type: 'array', minItems: 1, items: { allOf: [{ $ref: '#/components/schemas/Part' }] } },
          why: { type: 'string' },
          note: { type: 'string' },
        },
      },
      Part: {
        type: 'object',
        required: ['isOn', 'kind'],
        properties: { note: { type: 'array' }, isOn: { type: 'boolean' }, kind: { type: 'string' } },
      },
    },
  },
} as const;

describe('a body made of an OpenAPI document', () => {
  const bodyOf = (method: string, path = '/steps/{key}') =>
    sampleBody(document, { path, method }, { note: 'seen', kind: 'third' });

  it('has the fields that have to be there, and examples where their schema allows them', () => {
    expect(bodyOf('POST')).toEqual({
      ...{ kind: 'first', count: 20, why: 'any', note: 'seen' },
      parts: [{ isOn: false, kind: 'third' }],
    });
  });

  it('is empty where the route takes none, and all examples where nobody wrote it down', () => {
    expect(bodyOf('DELETE')).toEqual({});
    expect(bodyOf('POST', '/hidden')).toEqual({ note: 'seen', kind: 'third' });
  });
});
