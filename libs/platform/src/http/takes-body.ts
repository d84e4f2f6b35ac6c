import { ApiBody } from '@nestjs/swagger';

/** A JSON schema of objects. */
export interface ObjectSchema {
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

/** What of the checked data does not have to come in the body. */
export interface Supplied {
  /** Fields that the address says. */
  readonly address?: readonly string[];
  /** What a field is that is not given; undefined where that depends on others. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

/**
 * The schema of a body from that of the data which it becomes, and which is what is checked.
 * @example bodySchema(MetricDaysCounted.data, { address: ['experiment', 'metric'], defaults: { days: 14 } })
 */
export function bodySchema(data: ObjectSchema, { address = [], defaults = {} }: Supplied): ObjectSchema {
  const { required = [], ...schema } = data;
  const properties = Object.entries(data.properties)
    .filter(([name]) => !address.includes(name))
    .map(([name, field]) => [
      name,
      Object.hasOwn(defaults, name) ? { ...field, default: defaults[name] } : field,
    ]);
  const needed = required.filter((name) => !address.includes(name) && !Object.hasOwn(defaults, name));
  return {
    ...schema,
    properties: Object.fromEntries(properties) as ObjectSchema['properties'],
    ...(needed.length === 0 ? {} : { required: needed }),
  };
}

/** Documents the body of a route that checks it by a schema, not by a class: one of these. */
export const TakesBody = (...schemas: readonly ObjectSchema[]): MethodDecorator =>
  ApiBody({
    schema: schemas.length === 1 ? { ...schemas[0] } : { oneOf: schemas.map((schema) => ({ ...schema })) },
    required: schemas.every(({ required }) => required !== undefined),
  } as Parameters<typeof ApiBody>[0]);
