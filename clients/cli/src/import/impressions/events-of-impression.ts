import { timeOrderedId } from '@assay/contracts';
import { LONGEST_UNIT, textProblem, timeProblem } from '../map-row.js';
import { outcomeValue } from '../outcome-value.js';
import type { RawRow, RowProblem } from '../read-rows.js';
import { rowTime } from '../row-time.js';
import { attributeValue } from './attribute-value.js';
import type { ImpressionColumns } from './impression-columns.js';

const IMPRESSION = 'impression';

/** What one row says was shown, and what was done with it. */
interface ImportedImpression {
  readonly line: number;
  /** Equal for rows that say the same. */
  readonly content: string;
  /** As ingest takes them. */
  readonly events: readonly { readonly id: string; readonly type: string }[];
}

interface ImpressionContext {
  readonly columns: ImpressionColumns;
  readonly source: string;
  /** For rows without a time of their own; milliseconds since 1970. */
  readonly start: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * The impression of a row and the events that follow from it. Ids are derived from what the row says (where each row is
 * a unit, from its number), so that a second import sends the same events.
 */
export function eventsOfImpression(
  { columns, source, start, now }: ImpressionContext,
  row: RawRow | RowProblem,
): ImportedImpression | RowProblem | 'left-out' {
  if ('problem' in row) return row;
  const { line, number, cells } = row;
  const cell = (index: number): string => (cells[index] ?? '').trim();
  if (columns.where.some(({ index, value }) => cell(index) !== value)) return 'left-out';
  const unit = columns.unit === undefined ? `${source}:row-${String(number)}` : cell(columns.unit);
  const unitProblem = textProblem('unit', unit, LONGEST_UNIT);
  if (unitProblem !== undefined) return { line, problem: unitProblem };
  const time = columns.time === undefined ? start : rowTime(cell(columns.time), now);
  if (time === undefined) return { line, problem: timeProblem(cell(columns.time ?? 0)) };
  const followed = followedBy(columns, cell);
  if (typeof followed === 'string') return { line, problem: followed };
  const attributes = attributesOf(columns, cell);
  const said = JSON.stringify([unit, time, attributes, followed]);
  const common = {
    unit,
    time: new Date(time).toISOString(),
    ...(attributes === undefined ? {} : { attributes }),
  };
  const idOf = (type: string): string => timeOrderedId(time, 'import-impression', source, said, type);
  const events = followed.map(({ name, value }) => ({
    id: idOf(name),
    type: name,
    ...common,
    ...(value === undefined ? {} : { value }),
  }));
  return { line, content: said, events: [{ id: idOf(IMPRESSION), type: IMPRESSION, ...common }, ...events] };
}

type Cells = (index: number) => string;

/** The events that a row tells of: FALSE, 0 and an empty cell are none, other numbers are values. */
function followedBy(
  { events }: ImpressionColumns,
  cell: Cells,
): readonly { readonly name: string; readonly value?: string }[] | string {
  const followed: { name: string; value?: string }[] = [];
  for (const { name, column, index } of events) {
    const text = cell(index);
    const value = text === '' ? ({ kind: 'word', value: 0 } as const) : outcomeValue(text);
    if (value === undefined) return `${column} is "${text}"; it must be TRUE, FALSE or a number below 1e9`;
    if (value.kind === 'word') {
      if (value.value === 1) followed.push({ name });
    } else if (value.text === '1') followed.push({ name });
    else if (value.text !== '0') followed.push({ name, value: value.text });
  }
  return followed;
}

function attributesOf(
  { attributes }: ImpressionColumns,
  cell: Cells,
): Readonly<Record<string, unknown>> | undefined {
  const found = attributes.flatMap(({ name, index }) => {
    const value = attributeValue(cell(index));
    return value === undefined ? [] : [[name, value] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
