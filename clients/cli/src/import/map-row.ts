import { LEAST_PROPENSITY } from '@assay/contracts';
import type { Columns } from './columns.js';
import type { OutcomeValue } from './outcome-value.js';
import { outcomeValue } from './outcome-value.js';
import type { RawRow, RowProblem } from './read-rows.js';
import { rowTime } from './row-time.js';

/** A row that can be used, as far as that is known without the experiment. */
export interface MappedRow {
  readonly line: number;
  readonly unit: string;
  /** As it stands in the file. */
  readonly variant: string;
  /** Milliseconds; undefined without a time column. */
  readonly time: number | undefined;
  /** The chance that its variant had; undefined without such a column. */
  readonly propensity: number | undefined;
  /** In the order of the outcomes asked for. */
  readonly values: readonly OutcomeValue[];
}

type RowReading = MappedRow | RowProblem | 'left-out';

interface RowContext {
  readonly columns: Columns;
  /** Goes before the number of a row that is its own unit, so that rows of two files are different units. */
  readonly experiment: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export const LONGEST_UNIT = 200;
/** Control characters, and the mark that broken UTF-8 is read as. */
const UNUSABLE = /\p{Cc}|\ufffd/u;

/** Reads one row: what it says, that a filter leaves it out, or what is wrong with it. */
export function mapRow({ columns, experiment, now }: RowContext, row: RawRow | RowProblem): RowReading {
  if ('problem' in row) return row;
  const { line, number, cells } = row;
  const cell = (index: number): string => (cells[index] ?? '').trim();
  if (columns.where.some(({ index, value }) => cell(index) !== value)) return 'left-out';
  const refuse = (problem: string): RowProblem => ({ line, problem });
  const unit = columns.unit === undefined ? `${experiment}:row-${String(number)}` : cell(columns.unit);
  const unitProblem = textProblem('unit', unit, LONGEST_UNIT);
  if (unitProblem !== undefined) return refuse(unitProblem);
  const variant = cell(columns.variant);
  const variantProblem = textProblem('variant', variant, LONGEST_UNIT);
  if (variantProblem !== undefined) return refuse(variantProblem);
  const time = columns.time === undefined ? undefined : rowTime(cell(columns.time), now);
  if (columns.time !== undefined && time === undefined) return refuse(timeProblem(cell(columns.time)));
  const chance =
    columns.propensity === undefined ? undefined : Number(cell(columns.propensity) || Number.NaN);
  if (chance !== undefined && !(chance >= LEAST_PROPENSITY && chance <= 1))
    return refuse(
      `propensity is "${cell(columns.propensity ?? 0)}"; it must be a number from ${String(LEAST_PROPENSITY)} to 1`,
    );
  const values: OutcomeValue[] = [];
  for (const { column, index } of columns.outcomes) {
    const value = outcomeValue(cell(index));
    if (value === undefined)
      return refuse(`${column} is "${cell(index)}"; it must be TRUE, FALSE or a number below 1e9`);
    values.push(value);
  }
  return { line, unit, variant, time, propensity: chance, values };
}

/** What is wrong with a text that names something; undefined for one that is fine. */
export function textProblem(what: string, text: string, longest: number): string | undefined {
  if (text === '') return `${what} is missing`;
  if (text.length > longest)
    return `${what} has ${String(text.length)} characters; ${String(longest)} are the most`;
  return UNUSABLE.test(text) ? `${what} has control characters or broken UTF-8` : undefined;
}

export const timeProblem = (cell: string): string =>
  `time is "${cell}"; it must be ISO 8601 or seconds since 1970, after 1999 and in the past`;
