import type { Transaction } from '@assay/projections';
import type { Micros } from '../../engine/state/micros.js';
import { plus } from '../../engine/state/micros.js';
import type { AddLine, Line } from '../model/unit-model.js';
import type { SeenValue } from './kept-values.js';

interface Change extends Line {
  readonly project: string;
  readonly slot: number;
  readonly amount: Micros;
}

/** Amounts by day and span, of a figure or of a value of it. */
interface Figure {
  readonly figure: string;
  readonly value: string | undefined;
  readonly amounts: Map<number, Micros>;
}

interface Group {
  readonly project: string;
  readonly slot: number;
  readonly figures: Map<string, Figure>;
}

/** More than any span has: a day and a span make one number. */
const SPANS = 1_024;

/** What a batch changes in the statistics, line by line. There are many: they are found by numbers, not by texts. */
export class StatisticsChange {
  private readonly groups = new Map<string, Group>();

  adding(project: string, slot: number): AddLine {
    const key = `${project}\u001f${String(slot)}`;
    const group = this.groups.get(key) ?? { project, slot, figures: new Map<string, Figure>() };
    this.groups.set(key, group);
    return ({ span, day, figure, value }, amount) => {
      const { amounts } = figureOf(group, figure, value);
      const at = day * SPANS + span;
      amounts.set(at, plus(amounts.get(at) ?? 0, amount));
    };
  }

  /** Those that are not zero. */
  get lines(): readonly Change[] {
    return [...this.groups.values()].flatMap(({ project, slot, figures }) =>
      [...figures.values()].flatMap(({ figure, value, amounts }) =>
        [...amounts].flatMap(([at, amount]) => {
          if (amount === 0) return [];
          const line = { span: at % SPANS, day: Math.floor(at / SPANS), figure };
          return [{ project, slot, amount, ...line, ...(value === undefined ? {} : { value }) }];
        }),
      ),
    );
  }
}

function figureOf({ figures }: Group, figure: string, value: string | undefined): Figure {
  const key = value === undefined ? figure : `${figure}\u001f${value}`;
  const known = figures.get(key);
  if (known !== undefined) return known;
  const made = { figure, value, amounts: new Map<number, Micros>() };
  figures.set(key, made);
  return made;
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
