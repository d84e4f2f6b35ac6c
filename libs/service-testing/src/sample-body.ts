import type { Examples, NamedSchemas, SampledSchema } from './sample-value.js';
import { SampleValue } from './sample-value.js';

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: SampledSchema }>> };
}

/** What of an OpenAPI document bodies are made of. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: NamedSchemas };
}

/** A body that a route takes, as far as its schema tells; a route that the document does not have gets all examples. */
export function sampleBody(
  document: OpenApi,
  { path, method }: { readonly path: string; readonly method: string },
  examples: Examples,
): unknown {
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (operation === undefined) return examples;
  const schema = operation.requestBody?.content['application/json']?.schema;
  return schema === undefined ? {} : new SampleValue(examples, document.components?.schemas).of(schema);
}
