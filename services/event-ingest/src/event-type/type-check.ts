import type { FieldError } from '@assay/platform';
import { joined } from '@assay/platform';
import type { EventTypeDefinition } from './event-type-state.js';
import { compileDataSchema } from './schema/compile-data-schema.js';

/** What of an event its type looks at. */
export interface TypedContent {
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly value?: number | string;
}

/** The first thing about an event that does not fit its type. */
export type TypeCheck = (content: TypedContent) => FieldError | undefined;

const NOTHING = {};

/** A check against a definition; undefined when its schema does not compile. */
export function compileTypeCheck({ schema, value: rule }: EventTypeDefinition): TypeCheck | undefined {
  const compiled = compileDataSchema(schema);
  if (!compiled.ok) return undefined;
  const { check } = compiled;
  return ({ attributes = NOTHING, value }) => {
    if (rule === 'required' && value === undefined)
      return { path: 'value', message: 'is required by the event type' };
    if (rule === 'forbidden' && value !== undefined)
      return { path: 'value', value, message: 'is not part of the event type' };
    if (schema === false) return { path: 'type', message: 'is not a registered event type' };
    const problem = check(attributes);
    return problem === undefined ? undefined : { ...problem, path: pathIn(problem.path) };
  };
}

const pathIn = (path: string): string => (path === '' ? 'attributes' : joined('attributes', path));
