import type { ModelRow } from './row-bag.js';

/** A row that differs: as it is in the live tables and as the log gives it; null where there is none. */
export interface RowDifference {
  readonly live: ModelRow | null;
  readonly replayed: ModelRow | null;
}

const columnsOf = (row: ModelRow): readonly string[] => Object.keys(row);

/** How many columns from the first on are the same: rows begin with what names them. */
function sameBeginning(one: ModelRow, other: ModelRow): number {
  const columns = columnsOf(one);
  const differs = columns.findIndex((column) => one[column] !== other[column]);
  return differs === -1 ? columns.length : differs;
}

/** The row that is most likely the same one: it agrees longest, and with at least half of its columns. */
function counterpart(row: ModelRow, candidates: ReadonlySet<ModelRow>): ModelRow | undefined {
  let best: { readonly row: ModelRow; readonly same: number } | undefined;
  for (const candidate of candidates) {
    const same = sameBeginning(row, candidate);
    if (same * 2 >= columnsOf(row).length - 1 && same > (best?.same ?? 0)) best = { row: candidate, same };
  }
  return best?.row;
}

/** Of two rows that differ: what names them, and the columns that are not the same. */
function essence(one: ModelRow, other: ModelRow): RowDifference {
  const columns = columnsOf(one);
  const named = sameBeginning(one, other);
  const shown = columns.filter((column, place) => place < named || one[column] !== other[column]);
  const pick = (row: ModelRow): ModelRow =>
    Object.fromEntries(shown.map((column) => [column, row[column] ?? null]));
  return { live: pick(one), replayed: pick(other) };
}

/** Puts rows that only one side has in pairs, where they seem to be the same row with other values. */
export function pairRows(live: readonly ModelRow[], replayed: readonly ModelRow[]): readonly RowDifference[] {
  const unpaired = new Set(replayed);
  const ofLive = live.map((row): RowDifference => {
    const pair = counterpart(row, unpaired);
    if (pair === undefined) return { live: row, replayed: null };
    unpaired.delete(pair);
    return essence(row, pair);
  });
  return [...ofLive, ...[...unpaired].map((row) => ({ live: null, replayed: row }))];
}

/** What is different, in one sentence. */
export function described({ live, replayed }: RowDifference): string {
  if (live === null) return 'the log gives a row that is not there';
  if (replayed === null) return 'the log gives no such row';
  const columns = columnsOf(live).filter((column) => live[column] !== replayed[column]);
  return `${columns.join(', ')} ${columns.length === 1 ? 'is' : 'are'} not what the log gives`;
}
