/** What stands behind a keyword of a JSON schema. */
export type KeywordKind = 'value' | 'schema' | 'schemas' | 'schemas by name' | 'definitions' | 'reference';

const kinds = (kind: KeywordKind, ...names: readonly string[]): readonly (readonly [string, KeywordKind])[] =>
  names.map((name) => [name, kind] as const);

/** The keywords that are taken. What is not among them would be ignored by some validator, or costs too much. */
export const KEYWORDS: ReadonlyMap<string, KeywordKind> = new Map([
  ...kinds('value', '$schema', '$comment', 'title', 'description', 'default', 'examples', 'deprecated'),
  ...kinds('value', 'type', 'enum', 'const', 'format', 'required', 'pattern', 'minLength', 'maxLength'),
  ...kinds('value', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'),
  ...kinds('value', 'minProperties', 'maxProperties', 'minItems', 'maxItems', 'uniqueItems'),
  ...kinds(
    'schema',
    'additionalProperties',
    'propertyNames',
    'items',
    'contains',
    'not',
    'if',
    'then',
    'else',
  ),
  ...kinds('schemas', 'allOf', 'anyOf', 'oneOf'),
  ...kinds('schemas by name', 'properties'),
  ...kinds('definitions', '$defs', 'definitions'),
  ...kinds('reference', '$ref'),
]);

/** Formats of text that are checked; an unknown one would pass silently. */
export const FORMATS: ReadonlySet<string> = new Set(['uuid', 'date-time']);
