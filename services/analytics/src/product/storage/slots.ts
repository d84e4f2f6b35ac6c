import type { Transaction } from '@assay/projections';
import type { SlotKind } from '../model/slot-models.js';
import { compiledModel, STANDING_MODELS } from '../model/slot-models.js';
import type { UnitModel } from '../model/unit-model.js';

/** What is counted of a unit under a definition. */
export interface Slot {
  readonly slot: number;
  readonly model: UnitModel;
}

interface Row {
  readonly slot: number;
  readonly project: string;
  readonly kind: SlotKind;
  readonly document: string;
  readonly position: string;
  readonly done: boolean;
}

/** The slots that a unit of the partition counts for now. */
export type SlotsOf = (project: string, unitKey: string) => readonly Slot[];

const STANDING: readonly Slot[] = [...STANDING_MODELS].map(([slot, model]) => ({ slot, model }));

/** A unit that the sweep of a slot has not come to yet does not count: the sweep will count all of it. */
export async function readSlots(
  transaction: Transaction,
  projects: readonly string[],
  partition: number,
): Promise<SlotsOf> {
  const rows = await transaction.query<Row>(
    `SELECT slot, project, kind, document, position, done
     FROM slots JOIN slot_sweeps USING (slot)
     WHERE project = ANY($1::text[]) AND NOT dropped AND partition = $2 ORDER BY slot`,
    [projects, partition],
  );
  const counting = rows.flatMap(({ slot, project, kind, document, position, done }) => {
    const model = compiledModel(kind, document);
    return model === undefined ? [] : [{ slot, project, model, sweptTo: done ? undefined : position }];
  });
  return (project, unitKey) => [
    ...STANDING,
    ...counting.filter((one) => one.project === project && isSwept(unitKey, one.sweptTo)),
  ];
}

/** Keys are compared as Postgres does under the collation "C": by their bytes. */
const isSwept = (unitKey: string, sweptTo: string | undefined): boolean =>
  sweptTo === undefined || Buffer.compare(Buffer.from(unitKey), Buffer.from(sweptTo)) <= 0;
