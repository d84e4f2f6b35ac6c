import { dateOf } from '../../calendar/days.js';
import type { Coverage } from '../../reporting/coverage.js';
import type { Window } from '../report/window.js';
import type { Days } from '../report/days-asked.js';
import type { Table } from '../../reporting/table.js';

export interface UsageDayRow {
  readonly date: string;
  readonly events: number;
  /** That did something on the day. */
  readonly units: number;
  /** That did something for the first time. */
  readonly newUnits: number;
  /** Sum of the values of the events. */
  readonly value: number;
  /** That did something in the 7 days that end with the day. */
  readonly activeIn7Days: number;
  readonly activeIn30Days: number;
}

/** What is done in a project, day by day. */
export interface UsageReport {
  readonly window: Window;
  readonly coverage: Coverage;
  /** The name that is counted; null: all of them. */
  readonly event: string | null;
  readonly total: {
    readonly events: number | null;
    readonly newUnits: number | null;
    readonly value: number | null;
  };
  /** Why the numbers of a name are null. */
  readonly reason?: string;
  readonly rows: readonly (UsageDayRow | EventDayRow)[];
}

/** A day of the events of one name. */
export interface EventDayRow {
  readonly date: string;
  /** null for a name that is counted together with others. */
  readonly events: number | null;
  readonly value: number | null;
  /** null for the names that are counted together: a unit may have several of them. */
  readonly units: number | null;
}

export type ByDay = ReadonlyMap<number, number>;

export const eachDay = ({ from, to }: Days): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, place) => from + place);

export function dayRow(
  day: number,
  sums: { readonly [Figure in 'events' | 'units' | 'value' | 'newUnits' | 'in7' | 'in30']: ByDay },
): UsageDayRow {
  const at = (figure: keyof typeof sums): number => sums[figure].get(day) ?? 0;
  return {
    date: dateOf(day),
    events: at('events'),
    units: at('units'),
    newUnits: at('newUnits'),
    value: at('value') / 1e6,
    activeIn7Days: at('in7'),
    activeIn30Days: at('in30'),
  };
}

const COLUMNS = ['date', 'events', 'units', 'newUnits', 'value', 'activeIn7Days', 'activeIn30Days'] as const;

export function usageTable({ event, rows }: UsageReport): Table {
  const columns = event === null ? COLUMNS : (['date', 'events', 'units', 'value'] as const);
  const cell = (row: object, column: string): string | number | null =>
    (row as Readonly<Record<string, string | number | null>>)[column] ?? null;
  return { columns, rows: rows.map((row) => columns.map((column) => cell(row, column))) };
}

/** The names of events and how often each came. */
export interface EventNamesReport {
  readonly window: Window;
  readonly coverage: Coverage;
  readonly rows: readonly { readonly name: string; readonly events: number; readonly value: number }[];
  readonly exclusions: {
    /** Of names that are counted together, because there are more than are told apart. */
    readonly otherEvents: number;
  };
  readonly nextCursor: string | null;
}

export const eventNamesTable = ({ rows }: EventNamesReport): Table => ({
  columns: ['name', 'events', 'value'],
  rows: rows.map(({ name, events, value }) => [name, events, value]),
});
