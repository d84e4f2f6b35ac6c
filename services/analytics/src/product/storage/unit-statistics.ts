import type { Transaction } from '@assay/projections';
import type { Micros } from '../../engine/state/micros.js';
import { plus } from '../../engine/state/micros.js';
import type { AddLine, Line } from '../model/unit-model.js';
import type { SeenValue } from './kept-values.js';

interface Change extends Line {
  readonly project: string;
  readonly slot: number;
}

/** What a batch changes in the statistics, line by line. */
export class StatisticsChange {
  private readonly changes = new Map<string, { readonly change: Change; amount: Micros }>();

  adding(project: string, slot: number): AddLine {
    return (line, amount) => this.add({ project, slot, ...line }, amount);
  }

  /** Those that are not zero. */
  get lines(): readonly (Change & { readonly amount: Micros })[] {
    return [...this.changes.values()].flatMap(({ change, amount }) =>
      amount === 0 ? [] : [{ ...change, amount }],
    );
  }

  private add(change: Change, amount: Micros): void {
    const { project, slot, span, day, figure, value = '' } = change;
    const key = `${project}\u001f${String(slot)}\u001f${String(span)}\u001f${String(day)}\u001f${figure}\u001f${value}`;
    const known = this.changes.get(key);
    if (known === undefined) this.changes.set(key, { change, amount });
    else known.amount = plus(known.amount, amount);
  }
}

/** Adds the changes to the rows of a partition. */
export async function addStatistics(
  transaction: Transaction,
  change: StatisticsChange,
  { partition, shownAs }: { readonly partition: number; readonly shownAs: (value: SeenValue) => string },
): Promise<void> {
  const { lines } = change;
  if (lines.length === 0) return;
  await transaction.query(
    `INSERT INTO unit_statistics AS stored (project, slot, span, figure, value, day, partition, amount)
     SELECT project, slot, span, figure, value, day, $8, sum(amount)
     FROM unnest($1::text[], $2::int[], $3::int[], $4::text[], $5::text[], $6::int[], $7::numeric[])
       AS given(project, slot, span, figure, value, day, amount)
     GROUP BY project, slot, span, figure, value, day ORDER BY project, slot, span, figure, value, day
     ON CONFLICT (project, slot, span, figure, value, day, partition)
       DO UPDATE SET amount = stored.amount + excluded.amount`,
    [
      lines.map(({ project }) => project),
      lines.map(({ slot }) => slot),
      lines.map(({ span }) => span),
      lines.map(({ figure }) => figure),
      lines.map(({ project, value }) =>
        value === undefined ? '' : shownAs({ project, list: EVENT_NAMES, value }),
      ),
      lines.map(({ day }) => day),
      lines.map(({ amount }) => amount.toString()),
      partition,
    ],
  );
}

/** The list whose values figures are told apart by. */
export const EVENT_NAMES = 'event-names';
