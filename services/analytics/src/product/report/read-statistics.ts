import type { Transaction } from '@assay/projections';
import { USAGE_SLOT } from '../model/slot-models.js';
import { USAGE } from '../usage/usage.model.js';
import type { Days } from './days-asked.js';

/** The figures of a window by their names: counts as they are, sums in millionths. */
export type WindowFigures = ReadonlyMap<string, number>;

interface Where {
  readonly project: string;
  readonly slot: number;
}

/** What a window comes to: the sums of its days, and the figures of windows of its length that end with its last day. */
export async function readWindow(
  transaction: Transaction,
  { project, slot }: Where,
  { from, to }: Days,
): Promise<WindowFigures> {
  const rows = await transaction.query<{ readonly figure: string; readonly amount: number }>(
    `SELECT figure, sum(amount)::float8 AS amount FROM unit_statistics
     WHERE project = $1 AND slot = $2 AND value = ''
       AND (span = 0 AND day BETWEEN $3 AND $4 OR span = $5 AND day <= $4)
     GROUP BY figure HAVING sum(amount) <> 0`,
    [project, slot, from, to, to - from + 1],
  );
  return new Map(rows.map(({ figure, amount }) => [figure, amount]));
}

/** A figure of windows of a length, by the day they end with. */
export async function readEnding(
  transaction: Transaction,
  { project, slot }: Where,
  {
    figure,
    span,
    days: { from, to },
  }: { readonly figure: string; readonly span: number; readonly days: Days },
): Promise<ReadonlyMap<number, number>> {
  const rows = await transaction.query<{ readonly day: number; readonly amount: number }>(
    `SELECT greatest(day, $5) AS day, sum(amount)::float8 AS amount FROM unit_statistics
     WHERE project = $1 AND slot = $2 AND span = $3 AND figure = $4 AND value = '' AND day <= $6
     GROUP BY 1 ORDER BY 1`,
    [project, slot, span, figure, from, to],
  );
  const changes = new Map(rows.map(({ day, amount }) => [day, amount]));
  const found = new Map<number, number>();
  let now = 0;
  for (let day = from; day <= to; day += 1) {
    now += changes.get(day) ?? 0;
    found.set(day, now);
  }
  return found;
}

/** The last day on which something happened in a project. */
export async function lastDayOf(transaction: Transaction, project: string): Promise<number | undefined> {
  const [row] = await transaction.query<{ readonly day: number | null }>(
    `SELECT max(day) AS day FROM unit_statistics
     WHERE project = $1 AND slot = $2 AND span = 0 AND figure = $3 AND value = '' AND amount > 0`,
    [project, USAGE_SLOT, USAGE.units],
  );
  return row?.day ?? undefined;
}

/** A figure of days, by day. */
export async function readByDay(
  transaction: Transaction,
  { project, slot }: Where,
  { figure, days: { from, to } }: { readonly figure: string; readonly days: Days },
): Promise<ReadonlyMap<number, number>> {
  const rows = await transaction.query<{ readonly day: number; readonly amount: number }>(
    `SELECT day, sum(amount)::float8 AS amount FROM unit_statistics
     WHERE project = $1 AND slot = $2 AND span = 0 AND figure = $3 AND value = '' AND day BETWEEN $4 AND $5
     GROUP BY day`,
    [project, slot, figure, from, to],
  );
  return new Map(rows.map(({ day, amount }) => [day, amount]));
}
