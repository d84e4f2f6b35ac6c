import type { Transaction } from '@assay/projections';
import { historyInPieces } from './history.js';
import type { HistoryRow } from './unit-event.js';
import { erasedDetails } from './unit-event.js';

const ERASE = `UPDATE unit_events AS stored SET details = erased.details
  FROM unnest($1::uuid[], $2::text[], $3::text[]) AS erased(id, unit_key, details)
  WHERE stored.id = erased.id AND stored.unit_key = erased.unit_key`;

/**
 * Takes the attributes from everything that is stored of units, a piece at a time.
 * @returns the rows that had some, as they were
 */
export async function* eraseHistory(
  transaction: Transaction,
  unitKeys: readonly string[],
): AsyncGenerator<readonly HistoryRow[]> {
  for await (const piece of historyInPieces(transaction, unitKeys)) {
    const erased = [...piece.values()].flat().flatMap((row) => {
      const after = erasedDetails(row);
      return after === undefined ? [] : [{ row, details: after.details }];
    });
    if (erased.length === 0) continue;
    await transaction.query(ERASE, [
      erased.map(({ row }) => row.id),
      erased.map(({ row }) => row.unit_key),
      erased.map(({ details }) => details),
    ]);
    yield erased.map(({ row }) => row);
  }
}
