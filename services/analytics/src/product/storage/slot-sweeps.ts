import type { Transaction } from '@assay/projections';
import type { SlotKind } from '../model/slot-models.js';

/** What a slot leaves to do in a partition: units to be counted for it, or what it has left when it is dropped. */
export interface SlotTask {
  readonly slot: number;
  readonly project: string;
  readonly kind: SlotKind;
  readonly document: string;
  readonly dropped: boolean;
  /** Units up to this key have been counted. */
  readonly position: string;
}

export async function nextTask(transaction: Transaction, partition: number): Promise<SlotTask | undefined> {
  const [task] = await transaction.query<SlotTask>(
    `SELECT slots.slot, project, kind, document, dropped, coalesce(position, '') AS position
     FROM slots LEFT JOIN slot_sweeps AS own ON own.slot = slots.slot AND own.partition = $1
     WHERE CASE WHEN dropped THEN own.slot IS NOT NULL ELSE own.done IS NOT TRUE END
     ORDER BY dropped, slots.slot LIMIT 1`,
    [partition],
  );
  return task;
}

/** Notes how far a sweep is; without a next unit it is done. */
export async function moveSweep(
  transaction: Transaction,
  { slot }: SlotTask,
  { partition, next }: { readonly partition: number; readonly next: string | undefined },
): Promise<void> {
  await transaction.query(
    `INSERT INTO slot_sweeps (slot, partition, position, done) VALUES ($1, $2, $3, $4)
     ON CONFLICT (slot, partition) DO UPDATE SET position = excluded.position, done = excluded.done`,
    [slot, partition, next ?? '', next === undefined],
  );
  if (next === undefined) await dropReplaced(transaction, slot);
}

/** Of one definition the versions before this one go as soon as this one is complete wherever they have been. */
async function dropReplaced(transaction: Transaction, slot: number): Promise<void> {
  await transaction.query(
    `UPDATE slots AS old SET dropped = true FROM slots AS new
     WHERE new.slot = $1 AND old.project = new.project AND old.kind = new.kind AND old.key = new.key
       AND old.version < new.version AND NOT old.dropped AND NOT EXISTS (
         SELECT 1 FROM slot_sweeps AS there LEFT JOIN slot_sweeps AS swept
           ON swept.slot = $1 AND swept.partition = there.partition AND swept.done
         WHERE there.slot = old.slot AND swept.slot IS NULL)`,
    [slot],
  );
}

const PIECE = 5_000;

/** Deletes a piece of what a dropped slot has left in a partition. */
export async function emptySlot(
  transaction: Transaction,
  { slot, project }: SlotTask,
  partition: number,
): Promise<void> {
  const [row] = await transaction.query<{ readonly gone: number }>(
    `WITH gone AS (
       DELETE FROM unit_pages WHERE ctid = ANY(ARRAY(
         SELECT pages.ctid FROM unit_pages AS pages JOIN units USING (unit_key)
         WHERE pages.slot = $1 AND units.partition = $2 LIMIT ${String(PIECE)}))
       RETURNING slot)
     SELECT count(*)::int AS gone FROM gone`,
    [slot, partition],
  );
  if (row?.gone === PIECE) return;
  await transaction.query('DELETE FROM unit_statistics WHERE project = $1 AND slot = $2 AND partition = $3', [
    project,
    slot,
    partition,
  ]);
  await transaction.query('DELETE FROM slot_sweeps WHERE slot = $1 AND partition = $2', [slot, partition]);
}
