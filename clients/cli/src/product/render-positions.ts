import { count, countOf } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import { heading, shareText } from './heading.js';
import type { PositionsReport } from './product-reports.js';

/** Positions from here on are counted together. */
const LAST_POSITION = 1000;

export function renderPositions(report: PositionsReport): string {
  const { by, rows, total, exclusions, nextCursor } = report;
  const place = (value: number | string | null | undefined): string =>
    value === LAST_POSITION ? '1000 and on' : String(value ?? '(not said)');
  const { otherItems, withoutPosition } = exclusions;
  return [
    heading('Positions', report),
    table(
      [...by, 'impressions', 'clicks', 'click-through rate, 95 %'],
      [...rows, total].map((row) => [
        ...by.map((name, i) => (row === total ? (i === 0 ? 'all' : '') : place(row[name]))),
        count(row.impressions),
        count(row.clicks),
        shareText(row.ctr),
      ]),
    ),
    ...(otherItems.impressions + otherItems.clicks === 0
      ? []
      : [
          `${countOf(otherItems.impressions, 'impression is', 'impressions are')} of items that are not told apart: there are too many.`,
        ]),
    ...(withoutPosition.impressions + withoutPosition.clicks === 0
      ? []
      : [
          `${countOf(withoutPosition.impressions, 'impression')} and ${countOf(withoutPosition.clicks, 'click')} do not say their position.`,
        ]),
    ...(nextCursor === null ? [] : ['There are more rows: --csv prints all of them.']),
  ].join('\n');
}
