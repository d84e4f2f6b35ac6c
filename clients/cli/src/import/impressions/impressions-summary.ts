import type { PositionsReport } from '../../product/product-reports.js';
import { renderPositions } from '../../product/render-positions.js';
import { count, countOf } from '../../terminal/numbers.js';
import type { RowProblem } from '../read-rows.js';
import { listed } from '../summary.js';

/** What an import of impressions did. */
export interface ImpressionsSummary {
  readonly file: string;
  readonly source: string;
  readonly rows: Readonly<Record<'read' | 'leftOut' | 'accepted' | 'duplicate' | 'refused', number>>;
  /** By their names. */
  readonly events: Readonly<Record<string, number>>;
  readonly duplicateLines: readonly number[];
  readonly refusals: readonly RowProblem[];
  readonly isCovered: boolean;
  readonly before: { readonly impressions: number; readonly clicks: number };
  /** undefined when it does not hold all of it yet. */
  readonly positions: PositionsReport | undefined;
}

/** The summary in sentences, with the positions as they are now. */
export function renderImpressions(summary: ImpressionsSummary): string {
  const { source, rows, refusals, events, before, positions } = summary;
  const leftOut = rows.leftOut === 0 ? '' : `, ${count(rows.leftOut)} left out by --where`;
  const names = Object.entries(events).map(([name, n]) => `${count(n)} ${name}`);
  return [
    `${source}: ${countOf(rows.read, 'row')} read, ${count(rows.accepted)} accepted, ${count(rows.duplicate)} duplicate, ` +
      `${count(rows.refused)} refused${leftOut}`,
    ...listed(refusals.map(({ line, problem }) => `  line ${String(line)}: ${problem}`)),
    `Events sent: ${names.join(', ') || 'none'} (those of an earlier import of the same rows count once).`,
    ...(positions === undefined
      ? ['The report of positions does not hold all of it yet: see later with npx assay product positions']
      : [
          `Positions: ${countOf(positions.total.impressions, 'impression')} and ${countOf(positions.total.clicks, 'click')} ` +
            `(${count(before.impressions)} and ${count(before.clicks)} before).`,
          renderPositions(positions),
        ]),
  ].join('\n');
}
