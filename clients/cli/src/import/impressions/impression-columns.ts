import { findColumn } from '../columns.js';
import type { NamedColumn } from '../option-values.js';
import type { ImpressionsRequest } from './impressions-request.js';

interface FoundColumn extends NamedColumn {
  readonly index: number;
}

/** Where in a row the things asked for stand. */
export interface ImpressionColumns {
  readonly unit: number | undefined;
  readonly time: number | undefined;
  readonly events: readonly FoundColumn[];
  readonly attributes: readonly FoundColumn[];
  readonly where: readonly { readonly index: number; readonly value: string }[];
}

export function impressionColumns(request: ImpressionsRequest, header: readonly string[]): ImpressionColumns {
  const find = (option: string, column: string): number => findColumn(header, option, column);
  const found = (option: string, named: readonly NamedColumn[]): readonly FoundColumn[] =>
    named.map((one) => ({ ...one, index: find(option, one.column) }));
  const { unitColumn, timeColumn } = request;
  return {
    unit: unitColumn === undefined ? undefined : find('--unit', unitColumn),
    time: timeColumn === undefined ? undefined : find('--time', timeColumn),
    events: found('--event', request.events),
    attributes: found('--attribute', request.attributes),
    where: request.where.map(({ column, value }) => ({ index: find('--where', column), value })),
  };
}
