import type { Transaction } from '@assay/projections';

/** A column that is written: what of a row goes there. */
export interface Column<Row> {
  readonly name: string;
  readonly type: string;
  readonly of: (row: Row) => unknown;
  /** How the table's value is told from what is sent, where that is not the same. */
  readonly read?: string;
  /** How it is added to what is stored, where that is more than a plus. */
  readonly added?: string;
}

/** Numbers that are added to the rows of a table, which are there or not. */
export interface Addition {
  readonly sql: (firstParameter: number) => string;
  readonly values: readonly (readonly unknown[])[];
}

/**
 * One addition to a table; none where there are no rows. Each row has its number among them, `given.place`, for what a
 * statement wants to return. The rows are those of one partition, whose batches go one after the other; should
 * another add the same row at once, the batch fails on the key and is taken again. Nearly all rows are there, and an
 * insert that becomes an update costs the database and its log more. OFFSET 0: each value is read once, however often it is used.
 */
export function adding<Row>(
  table: string,
  rows: readonly Row[],
  { keys, sums }: { readonly keys: readonly Column<Row>[]; readonly sums: readonly Column<Row>[] },
): readonly Addition[] {
  if (rows.length === 0) return [];
  const columns = [...keys, ...sums];
  const names = columns.map(({ name }) => name).join(', ');
  const read = columns.map((column) => `${column.read ?? column.name} AS ${column.name}`);
  const sql = (first: number): string =>
    `MERGE INTO ${table} AS stored
     USING (SELECT ${read.join(', ')}, place
       FROM unnest(${columns.map(({ type }, place) => `$${String(first + place)}::${type}[]`).join(', ')})
         WITH ORDINALITY AS given(${names}, place) OFFSET 0) AS given
     ON ${keys.map(({ name }) => `stored.${name} = given.${name}`).join(' AND ')}
     WHEN MATCHED THEN UPDATE
       SET ${sums.map(({ name, added = `stored.${name} + given.${name}` }) => `${name} = ${added}`).join(', ')}
     WHEN NOT MATCHED THEN INSERT (${names}) VALUES (${columns.map(({ name }) => `given.${name}`).join(', ')})`;
  return [{ sql, values: columns.map(({ of }) => rows.map(of)) }];
}

/** All additions, one after the other, in one statement; `before`: what it begins with. */
export async function addAll(
  transaction: Transaction,
  additions: readonly Addition[],
  before: { readonly parts: readonly string[]; readonly values: Addition['values'] } = {
    parts: [],
    values: [],
  },
): Promise<void> {
  const parts = [...before.parts];
  const values = [...before.values];
  for (const addition of additions) {
    parts.push(`added_${String(parts.length)} AS (${addition.sql(values.length + 1)})`);
    values.push(...addition.values);
  }
  if (parts.length > 0) await transaction.query(`WITH ${parts.join(', ')} SELECT`, values);
}
