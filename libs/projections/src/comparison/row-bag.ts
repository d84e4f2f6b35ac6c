import { canonicalJson } from '@assay/contracts';

/** A row of a hash query: its columns and their values as the texts that Postgres writes. */
export type ModelRow = Readonly<Record<string, string | null>>;

/**
 * What two sequences of rows do not have in common, row by row. Rows that both have are forgotten as soon as the
 * second one comes: of two equal models in the same order, next to nothing is kept.
 */
export class RowBag {
  private readonly left = new Map<string, { readonly row: ModelRow; surplus: number }>();

  /** @param side 1 for the first sequence, -1 for the second */
  add(row: ModelRow, side: 1 | -1): void {
    const key = canonicalJson(row);
    const known = this.left.get(key);
    if (known === undefined) this.left.set(key, { row, surplus: side });
    else if (known.surplus + side === 0) this.left.delete(key);
    else known.surplus += side;
  }

  /** How many different rows are left over. */
  get size(): number {
    return this.left.size;
  }

  /** Rows that only one of the sequences has; one that it has more often is there as often. */
  rest(side: 1 | -1): readonly ModelRow[] {
    return [...this.left.values()]
      .filter(({ surplus }) => surplus * side > 0)
      .flatMap(({ row, surplus }) => Array.from({ length: Math.abs(surplus) }, () => row));
  }
}
