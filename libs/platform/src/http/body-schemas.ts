import type { OpenAPIObject } from '@nestjs/swagger';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { validationMetadatasToSchemas } from 'class-validator-jsonschema';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const PREFIX = '#/components/schemas/';

/** The bodies that classes describe, by their names, as their checks say. */
const checkedBodies = (): Schemas =>
  validationMetadatasToSchemas({
    classTransformerMetadataStorage: defaultMetadataStorage,
    refPointerPrefix: PREFIX,
    additionalConverters: {
      conformsTo: ({ constraints }) => ({ ...(constraints as readonly object[])[0] }),
    },
  }) as Schemas;

/** A document whose bodies show every field with what is checked of it; what a field says of itself comes first. */
export function withCheckedBodies(document: OpenAPIObject): OpenAPIObject {
  const shown = document.components?.schemas ?? {};
  const checked = checkedBodies();
  // Those that others refer to come in on the way, and are gone through like them.
  const open = Object.keys(shown);
  const refersTo = (name: string): boolean => {
    if (name in shown) return true;
    if (!(name in checked)) return false;
    shown[name] = { type: 'object' };
    open.push(name);
    return true;
  };
  for (const name of open) {
    const [schema, known] = [shown[name] ?? {}, checked[name]];
    if ('$ref' in schema || known === undefined || '$ref' in known) continue;
    const properties = { ...known.properties };
    for (const [field, said] of Object.entries(schema.properties ?? {}))
      properties[field] = '$ref' in said ? said : { ...properties[field], ...said };
    const required = [...new Set([...(known.required ?? []), ...(schema.required ?? [])])];
    shown[name] = {
      ...schema,
      properties: resolved(properties, refersTo) as typeof properties,
      ...(required.length === 0 ? {} : { required }),
    };
  }
  return document;
}

/** The same without references to what no class describes: such a field is any object or list. */
function resolved(part: unknown, refersTo: (name: string) => boolean): unknown {
  if (Array.isArray(part)) return part.map((one) => resolved(one, refersTo));
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part).flatMap(([key, value]): readonly [string, unknown][] => {
    if (key !== '$ref' || typeof value !== 'string') return [[key, resolved(value, refersTo)]];
    return refersTo(value.slice(PREFIX.length)) ? [[key, value]] : [];
  });
  return Object.fromEntries(entries);
}
