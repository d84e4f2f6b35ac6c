import type { QueryConfig } from 'pg';
import { arrayLiteral } from './array-literal.js';

const names = new Map<string, string>();
/** A definition that writes values into its SQL would otherwise fill the session with statements. */
const MOST = 500;

/**
 * A statement with parameters under a name, so that each session parses and plans it once: batches run the same few
 * statements over and over. Plans are made anew when the search path points at other tables.
 */
export function statementOf(sql: string, parameters: readonly unknown[]): QueryConfig {
  const values = parameters.map((value) => (Array.isArray(value) ? (arrayLiteral(value) ?? value) : value));
  if (values.length === 0) return { text: sql };
  const name = names.get(sql) ?? named(sql);
  return name === undefined ? { text: sql, values } : { name, text: sql, values };
}

function named(sql: string): string | undefined {
  if (names.size >= MOST) return undefined;
  const name = `assay_${String(names.size)}`;
  names.set(sql, name);
  return name;
}
