import type { Transaction } from '@assay/projections';

/** A column that is written: what of a row goes there. */
export interface Column<Row> {
  readonly name: string;
  readonly type: string;
  readonly of: (row: Row) => unknown;
  /** How the table's value is told from what is sent, where that is not the same. */
  readonly read?: string;
}

/** A column that is added to. */
export interface Sum<Row> {
  readonly name: string;
  /** What its new value is told from, of a row. */
  readonly sent: readonly Column<Row>[];
  readonly added: string;
  /** Its value where there is no row yet. */
  readonly first: string;
}

/** A number. */
export const sumOf = <Row>(column: Column<Row>): Sum<Row> => ({
  name: column.name,
  sent: [column],
  added: `stored.${column.name} + given.${column.name}`,
  first: `given.${column.name}`,
});

/** Numbers in an array, of which a batch changes some: where they lie, and by how much they change. */
interface Places<Row> {
  readonly places: (row: Row) => Iterable<number>;
  readonly amounts: (row: Row) => Iterable<number | string>;
}

const arrayText = (values: Iterable<number | string>): string => `{${[...values].join()}}`;

/**
 * Places of an array, which is as long as the last one that was added to.
 * @param first the array of a new row, before it is added to
 */
export const sumsAt = <Row>(
  name: string,
  { type, first, places, amounts }: Places<Row> & { readonly type: string; readonly first: string },
): Sum<Row> => {
  const at = `${name}_at`;
  const given = `given.${at}, given.${name}`;
  return {
    name,
    sent: [
      { name: at, type: 'text', of: (row) => arrayText(places(row)), read: `${at}::int[]` },
      { name, type: 'text', of: (row) => arrayText(amounts(row)), read: `${name}::${type}[]` },
    ],
    added: `added(stored.${name}, ${given})`,
    first: `added(${first}::${type}[], ${given})`,
  };
};

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
  { keys, sums }: { readonly keys: readonly Column<Row>[]; readonly sums: readonly Sum<Row>[] },
): readonly Addition[] {
  if (rows.length === 0) return [];
  const columns = [...keys, ...sums.flatMap(({ sent }) => sent)];
  const names = columns.map(({ name }) => name).join(', ');
  const read = columns.map((column) => `${column.read ?? column.name} AS ${column.name}`);
  const sql = (first: number): string =>
    `MERGE INTO ${table} AS stored
     USING (SELECT ${read.join(', ')}, place
       FROM unnest(${columns.map(({ type }, place) => `$${String(first + place)}::${type}[]`).join(', ')})
         WITH ORDINALITY AS given(${names}, place) OFFSET 0) AS given
     ON ${keys.map(({ name }) => `stored.${name} = given.${name}`).join(' AND ')}
     WHEN MATCHED THEN UPDATE
       SET ${sums.map(({ name, added }) => `${name} = ${added}`).join(', ')}
     WHEN NOT MATCHED THEN INSERT (${[...keys, ...sums].map(({ name }) => name).join(', ')})
       VALUES (${[...keys.map(({ name }) => `given.${name}`), ...sums.map(({ first }) => first)].join(', ')})`;
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
