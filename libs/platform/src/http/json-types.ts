interface JsonType {
  readonly sentence: string;
  readonly holds: (value: unknown) => boolean;
}

/** What a value has to be, by the names that JSON schema has for types: said in the same words wherever it is not. */
export const JSON_TYPES = {
  string: { sentence: 'must be a text', holds: (value) => typeof value === 'string' },
  number: { sentence: 'must be a number', holds: (value) => typeof value === 'number' },
  integer: { sentence: 'must be a whole number', holds: Number.isInteger },
  boolean: { sentence: 'must be true or false', holds: (value) => typeof value === 'boolean' },
  array: { sentence: 'must be a list', holds: Array.isArray },
  object: {
    sentence: 'must be an object',
    holds: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  },
  null: { sentence: 'must be null', holds: (value) => value === null },
} as const satisfies Readonly<Record<string, JsonType>>;

export type JsonTypeName = keyof typeof JSON_TYPES;

export const isJsonTypeName = (name: unknown): name is JsonTypeName =>
  typeof name === 'string' && Object.hasOwn(JSON_TYPES, name);
