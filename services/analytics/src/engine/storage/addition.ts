import type { Transaction } from '@assay/projections';

/** A column that is written: what of a row goes there. */
export interface Column<Row> {
  readonly name: string;
  readonly type: string;
  readonly of: (row: Row) => unknown;
  /** What the table has in place of `type`. */
  readonly stored?: string;
  /** How it is added to what is stored, where that is more than a plus. */
  readonly added?: string;
}

/** Numbers that are added to the rows of a table, which are there or not. */
export interface Addition {
  readonly sql: (firstParameter: number) => string;
  readonly values: readonly (readonly unknown[])[];
}

/** One addition to a table; none where there are no rows. */
export function adding<Row>(
  table: string,
  rows: readonly Row[],
  { keys, sums }: { readonly keys: readonly Column<Row>[]; readonly sums: readonly Column<Row>[] },
): readonly Addition[] {
  if (rows.length === 0) return [];
  const columns = [...keys, ...sums];
  const names = (of: readonly Column<Row>[]): string => of.map(({ name }) => name).join(', ');
  const sql = (first: number): string =>
    `INSERT INTO ${table} AS stored (${names(columns)})
     SELECT ${columns.map(({ name, stored }) => (stored === undefined ? name : `${name}::${stored}`)).join(', ')}
     FROM unnest(${columns.map(({ type }, place) => `$${String(first + place)}::${type}[]`).join(', ')})
       AS given(${names(columns)})
     ON CONFLICT (${names(keys)}) DO UPDATE
       SET ${sums.map(({ name, added = `stored.${name} + excluded.${name}` }) => `${name} = ${added}`).join(', ')}`;
  return [{ sql, values: columns.map(({ of }) => rows.map(of)) }];
}

/** All additions, one after the other, in one statement. */
export async function addAll(transaction: Transaction, additions: readonly Addition[]): Promise<void> {
  if (additions.length === 0) return;
  const parts: string[] = [];
  const values: (readonly unknown[])[] = [];
  for (const addition of additions) {
    parts.push(`added_${String(parts.length)} AS (${addition.sql(values.length + 1)})`);
    values.push(...addition.values);
  }
  await transaction.query(`WITH ${parts.join(', ')} SELECT`, values);
}
