import { UsageError } from '../errors/usage.error.js';
import type { ImportRequest } from './import-request.js';

/** Where in a row the things asked for stand. */
export interface Columns {
  readonly unit: number | undefined;
  readonly variant: number;
  readonly time: number | undefined;
  readonly propensity: number | undefined;
  readonly outcomes: readonly { readonly name: string; readonly column: string; readonly index: number }[];
  readonly where: readonly { readonly index: number; readonly value: string }[];
}

/** Finds the columns by name. */
export function findColumns(request: ImportRequest, header: readonly string[]): Columns {
  const find = (option: string, column: string): number => findColumn(header, option, column);
  const { unitColumn, timeColumn, propensityColumn } = request;
  return {
    unit: unitColumn === undefined ? undefined : find('--unit', unitColumn),
    variant: find('--variant', request.variantColumn),
    time: timeColumn === undefined ? undefined : find('--time', timeColumn),
    propensity: propensityColumn === undefined ? undefined : find('--propensity', propensityColumn),
    outcomes: request.outcomes.map(({ name, column }) => ({
      name,
      column,
      index: find('--outcome', column),
    })),
    where: request.where.map(({ column, value }) => ({ index: find('--where', column), value })),
  };
}

export function findColumn(header: readonly string[], option: string, column: string): number {
  const index = header.indexOf(column);
  if (index >= 0) return index;
  throw new UsageError(`${option} names the column "${column}"; the file has ${header.join(', ')}`);
}
