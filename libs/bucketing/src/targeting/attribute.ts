import type { AttributePath } from './targeting-rule.js';

/** The names to follow, from the outermost object inwards. */
export const namesOf = (path: AttributePath): readonly string[] =>
  typeof path === 'string' ? path.split('.') : path;

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The attribute at a path, undefined where it is missing. Own properties only: a context cannot reach, and a rule
 * cannot read, what objects inherit (`__proto__`, `constructor`).
 */
export function attributeAt(attributes: unknown, names: readonly string[]): unknown {
  let found: unknown = attributes;
  for (const name of names) {
    if (!isPlainObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}
