import type { Counting } from '../report/counting.js';
import type { Coverage } from '../../reporting/coverage.js';
import type { Window } from '../report/window.js';
import type { WindowFigures } from '../report/read-statistics.js';
import type { Average, Share } from '../report/share.js';
import { averageOf, shareOf } from '../report/share.js';
import type { Table } from '../../reporting/table.js';
import { SEGMENT } from './segment.model.js';

export interface SegmentRow {
  readonly segment: string;
  readonly name: string;
  readonly counting: Counting;
  /** Units that did something in the window with attributes that the rule holds for; null: `reason` says why. */
  readonly units: Share | null;
  readonly eventsPerUnit: Average | null;
  readonly valuePerUnit: Average | null;
  readonly reason?: string;
}

/** What is done in each segment. A unit may be in several. */
export interface SegmentsReport {
  readonly window: Window;
  readonly coverage: Coverage;
  readonly activeUnits: number;
  readonly rows: readonly SegmentRow[];
  readonly nextCursor: string | null;
}

const NOBODY = 'nobody of the segment was active in the window';

/** @param uncountable why nothing can be counted of it; undefined where it can */
export function segmentRow(
  about: Pick<SegmentRow, 'segment' | 'name' | 'counting'>,
  figures: WindowFigures,
  { activeUnits, uncountable }: { readonly activeUnits: number; readonly uncountable: string | undefined },
): SegmentRow {
  if (uncountable !== undefined)
    return { ...about, units: null, eventsPerUnit: null, valuePerUnit: null, reason: uncountable };
  const at = (figure: string): number => figures.get(figure) ?? 0;
  const units = at(SEGMENT.units);
  return {
    ...about,
    units: shareOf(units, activeUnits, 'nobody was active in the window'),
    eventsPerUnit: averageOf(at(SEGMENT.events), units, NOBODY),
    valuePerUnit: averageOf(at(SEGMENT.value) / 1e6, units, NOBODY),
  };
}

export const segmentsTable = ({ rows }: SegmentsReport): Table => ({
  columns: ['segment', 'units', 'share', 'events', 'events_per_unit', 'value', 'value_per_unit', 'reason'],
  shares: ['share'],
  rows: rows.map(({ segment, units, eventsPerUnit, valuePerUnit, reason }) => [
    segment,
    units?.count ?? null,
    units?.rate ?? null,
    eventsPerUnit?.sum ?? null,
    eventsPerUnit?.average ?? null,
    valuePerUnit?.sum ?? null,
    valuePerUnit?.average ?? null,
    reason ?? null,
  ]),
});
