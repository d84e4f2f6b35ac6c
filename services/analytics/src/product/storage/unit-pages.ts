import type { Transaction } from '@assay/projections';
import type { Pages } from '../model/unit-model.js';

/** Which pages of a unit are wanted: those from `low` to `high`, and the fixed one. */
export interface PagesWanted {
  readonly unitKey: string;
  readonly slot: number;
  readonly low: number;
  readonly high: number;
  readonly fixedPage: number;
}

/** Beyond every page. */
export const ALL_PAGES = { low: -2_000_000_000, high: 2_000_000_000 } as const;

/** The pages wanted, in the order they were wanted in. */
export async function readPages(
  transaction: Transaction,
  wanted: readonly PagesWanted[],
): Promise<readonly Pages[]> {
  const found = wanted.map(() => new Map<number, unknown>());
  if (wanted.length === 0) return found;
  const rows = await transaction.query<{
    readonly place: number;
    readonly page: number;
    readonly content: string;
  }>(
    `SELECT wanted.place::int AS place, stored.page, stored.content
     FROM unnest($1::text[], $2::int[], $3::int[], $4::int[], $5::int[])
         WITH ORDINALITY AS wanted(unit_key, slot, low, high, fixed_page, place)
       CROSS JOIN LATERAL (
         SELECT page, content FROM unit_pages AS kept
         WHERE kept.unit_key = wanted.unit_key AND kept.slot = wanted.slot
           AND (kept.page BETWEEN wanted.low AND wanted.high OR kept.page = wanted.fixed_page)) AS stored`,
    [
      wanted.map(({ unitKey }) => unitKey),
      wanted.map(({ slot }) => slot),
      wanted.map(({ low }) => low),
      wanted.map(({ high }) => high),
      wanted.map(({ fixedPage }) => fixedPage),
    ],
  );
  for (const { place, page, content } of rows) found[place - 1]?.set(page, JSON.parse(content));
  return found;
}

export interface PageChange {
  readonly unitKey: string;
  readonly slot: number;
  readonly page: number;
  /** undefined: it is no longer kept. */
  readonly content: unknown;
}

/** Puts pages in the place of what they were. */
export async function writePages(transaction: Transaction, changes: readonly PageChange[]): Promise<void> {
  const kept = changes.filter(({ content }) => content !== undefined);
  const gone = changes.filter(({ content }) => content === undefined);
  if (kept.length > 0)
    await transaction.query(
      `INSERT INTO unit_pages (unit_key, slot, page, content)
       SELECT * FROM unnest($1::text[], $2::int[], $3::int[], $4::text[])
       ON CONFLICT (unit_key, slot, page) DO UPDATE SET content = excluded.content`,
      [...keysOf(kept), kept.map(({ content }) => JSON.stringify(content))],
    );
  if (gone.length > 0)
    await transaction.query(
      `DELETE FROM unit_pages AS stored USING unnest($1::text[], $2::int[], $3::int[]) AS gone(unit_key, slot, page)
       WHERE stored.unit_key = gone.unit_key AND stored.slot = gone.slot AND stored.page = gone.page`,
      [...keysOf(gone)],
    );
}

const keysOf = (changes: readonly PageChange[]) => [
  changes.map(({ unitKey }) => unitKey),
  changes.map(({ slot }) => slot),
  changes.map(({ page }) => page),
];
