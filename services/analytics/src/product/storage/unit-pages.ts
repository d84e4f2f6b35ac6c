import type { BatchScope, Transaction } from '@assay/projections';
import { copyText } from '../../engine/storage/unit-event.js';
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

const NO_PAGES: Pages = new Map();

/** What is found of the pages wanted. */
export async function readPages(
  transaction: Transaction,
  wanted: readonly PagesWanted[],
): Promise<(wanted: PagesWanted | undefined) => Pages> {
  if (wanted.length === 0) return () => NO_PAGES;
  const found = new Map<PagesWanted | undefined, Map<number, unknown>>(wanted.map((one) => [one, new Map()]));
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
  for (const { place, page, content } of rows) found.get(wanted[place - 1])?.set(page, JSON.parse(content));
  return (one) => found.get(one) ?? NO_PAGES;
}

export interface PageChange {
  readonly unitKey: string;
  readonly slot: number;
  readonly page: number;
  /** It has not been kept so far. */
  readonly isNew: boolean;
  /** undefined: it is no longer kept. */
  readonly content: unknown;
}

/** Puts pages in the place of what they were; nobody else writes those of these units. */
export async function writePages(scope: BatchScope, changes: readonly PageChange[]): Promise<void> {
  const gone = changes.filter(({ content }) => content === undefined);
  const kept = changes.filter(({ content }) => content !== undefined);
  const fresh = kept.filter(({ isNew }) => isNew);
  const changed = kept.filter(({ isNew }) => !isNew);
  if (fresh.length > 0)
    await scope.copy('unit_pages', ['unit_key', 'slot', 'page', 'content'], fresh.map(copyRow));
  if (changed.length > 0)
    await scope.query(
      `UPDATE unit_pages AS stored SET content = changed.content
       FROM unnest($1::text[], $2::int[], $3::int[], $4::text[]) AS changed(unit_key, slot, page, content)
       WHERE stored.unit_key = changed.unit_key AND stored.slot = changed.slot AND stored.page = changed.page`,
      [...keysOf(changed), changed.map(({ content }) => JSON.stringify(content))],
    );
  if (gone.length > 0)
    await scope.query(
      `DELETE FROM unit_pages AS stored
       USING unnest($1::text[], $2::int[], $3::int[]) AS gone(unit_key, slot, page)
       WHERE stored.unit_key = gone.unit_key AND stored.slot = gone.slot AND stored.page = gone.page`,
      [...keysOf(gone)],
    );
}

const copyRow = ({ unitKey, slot, page, content }: PageChange): string =>
  `${copyText(unitKey)}\t${String(slot)}\t${String(page)}\t${copyText(JSON.stringify(content))}`;

const keysOf = (changes: readonly PageChange[]) => [
  changes.map(({ unitKey }) => unitKey),
  changes.map(({ slot }) => slot),
  changes.map(({ page }) => page),
];
