/** Values for fields, by their names. */
export type Examples = Readonly<Record<string, unknown>>;

/** What of a JSON schema a value is made of. */
export interface SampledSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly SampledSchema[];
  readonly anyOf?: readonly SampledSchema[];
  readonly oneOf?: readonly SampledSchema[];
  readonly properties?: Readonly<Record<string, SampledSchema>>;
  readonly required?: readonly string[];
  readonly items?: SampledSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minProperties?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** Schemas that others refer to, by the last part of their `$ref`. */
export type NamedSchemas = Readonly<Record<string, SampledSchema>>;

const TEXTS = ['any', '0', '0'.repeat(64), '10:00', 'https://example.com'];
const FORMATS: Readonly<Record<string, string>> = {
  uuid: '0198c5a2-6f0e-7c3a-9d0b-000000000001',
  'date-time': '2099-01-01T00:00:00.000Z',
};

/**
 * A value that a schema allows, as small as it may be: the fields that have to be there, and those that there is an
 * example for which their schema allows.
 */
export class SampleValue {
  constructor(
    private readonly examples: Examples,
    private readonly named: NamedSchemas = {},
  ) {}

  /** @param given a JSON schema */
  of(given: object): unknown {
    const schema = this.resolved(given);
    const { type, minItems = 0, items } = schema;
    if ('const' in schema) return schema.const;
    if (schema.enum !== undefined) return schema.enum[0];
    switch (type) {
      case 'object':
        return this.fieldsOf(schema);
      case 'array':
        return Array.from({ length: minItems }, () => (items === undefined ? null : this.of(items)));
      case 'boolean':
        return false;
      case 'null':
        return null;
      case 'integer':
      case 'number':
        return numberOf(schema);
      default:
        return textOf(schema);
    }
  }

  private fieldsOf(schema: SampledSchema): Readonly<Record<string, unknown>> {
    const { properties = {}, required = [], minProperties = 0 } = schema;
    const fields = Object.entries(properties).flatMap(([name, field], nth) => {
      const example = this.examples[name];
      if (example !== undefined && this.allows(field, example)) return [[name, example] as const];
      return required.includes(name) || nth < minProperties ? [[name, this.of(field)] as const] : [];
    });
    return Object.fromEntries(fields);
  }

  private allows(field: SampledSchema, example: unknown): boolean {
    const { anyOf, oneOf } = field;
    const among = anyOf ?? oneOf;
    if (among !== undefined) return among.some((one) => this.allows(one, example));
    const schema = this.resolved(field);
    if ('const' in schema) return schema.const === example;
    if (schema.enum !== undefined) return schema.enum.includes(example);
    if (schema.type === undefined) return true;
    const kinds = [kindOf(example), ...(Number.isInteger(example) ? ['integer'] : [])];
    return [schema.type].flat().some((type) => kinds.includes(type));
  }

  private resolved(schema: SampledSchema): SampledSchema {
    const part = [...(schema.allOf ?? []), ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])][0];
    if (part !== undefined) return this.resolved(part);
    const found = schema.$ref === undefined ? undefined : this.named[schema.$ref.split('/').at(-1) ?? ''];
    return found === undefined ? schema : this.resolved(found);
  }
}

const NUMBERS = [1, 0, 0.5, -1];

function numberOf(schema: SampledSchema): number {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  const { exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = schema;
  const fits = (number: number): boolean =>
    number >= minimum && number <= maximum && number > exclusiveMinimum && number < exclusiveMaximum;
  return NUMBERS.find(fits) ?? schema.minimum ?? 1;
}

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;

function textOf({ format, pattern }: SampledSchema): string {
  const fits = new RegExp(pattern ?? '', 'u');
  return FORMATS[format ?? ''] ?? TEXTS.find((text) => fits.test(text)) ?? '';
}
