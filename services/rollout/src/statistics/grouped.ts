/** Rows by a name, in their order. */
export function grouped<Row>(
  rows: Iterable<Row>,
  nameOf: (row: Row) => string,
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = nameOf(row);
    const before = groups.get(name);
    if (before === undefined) groups.set(name, [row]);
    else before.push(row);
  }
  return groups;
}
