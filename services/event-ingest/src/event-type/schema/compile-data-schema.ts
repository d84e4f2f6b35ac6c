import type { SchemaCheck } from '@assay/platform';
import { compileForeignCheck } from '@assay/platform';
import type { SchemaProblem } from './schema-bounds.js';
import { schemaBoundsProblem } from './schema-bounds.js';

export type CompiledSchema =
  | { readonly ok: true; readonly check: SchemaCheck }
  | { readonly ok: false; readonly problem: SchemaProblem };

/**
 * Compiles the schema of an event type's attributes, if its cost is bounded and it makes sense.
 * @example
 * const compiled = compileDataSchema({ required: ['plan'] });
 * if (compiled.ok) compiled.check({}) // { path: 'plan', message: 'is required', code: 'FIELD_REQUIRED' }
 */
export function compileDataSchema(schema: unknown): CompiledSchema {
  const problem = schemaBoundsProblem(schema);
  if (problem !== undefined) return { ok: false, problem };
  try {
    return { ok: true, check: compileForeignCheck(withoutDialect(schema as object | boolean)) };
  } catch (error) {
    const message = error instanceof Error ? error.message.slice(0, 300) : 'does not compile';
    return { ok: false, problem: { path: '', message } };
  }
}

// All keywords that are taken mean the same in every dialect; the compiler knows only its own by name.
function withoutDialect(schema: object | boolean): object | boolean {
  if (typeof schema === 'boolean') return schema;
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== '$schema'));
}
