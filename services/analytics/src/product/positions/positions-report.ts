import type { Coverage } from '../../reporting/coverage.js';
import type { Window } from '../report/window.js';
import type { Share } from '../report/share.js';
import { shareOf } from '../report/share.js';
import type { Table } from '../../reporting/table.js';
import { LAST_POSITION, NO_ITEM, NO_POSITION } from './placement.js';

export interface PositionCounts {
  /** `NO_POSITION` where it was not said; absent where the report is not by position. */
  readonly position?: number;
  readonly item?: string;
  readonly impressions: number;
  readonly clicks: number;
}

interface PositionRow {
  /** null: not said; absent where the report is not by position. `1000` stands for all from there on. */
  readonly position?: number | null;
  readonly item?: string | null;
  readonly impressions: number;
  readonly clicks: number;
  /** Clicks by impressions. */
  readonly ctr: Omit<Share, 'count' | 'of'>;
}

/** How what is shown at a position, or an item, is clicked. */
export interface PositionsReport {
  readonly window: Window;
  readonly coverage: Coverage;
  readonly by: readonly ('position' | 'item')[];
  readonly total: PositionRow;
  readonly exclusions: {
    /** Of items that are counted together, because there are more than are told apart. */
    readonly otherItems: { readonly impressions: number; readonly clicks: number };
    readonly withoutPosition: { readonly impressions: number; readonly clicks: number };
  };
  readonly rows: readonly PositionRow[];
  /** Give it as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

export function positionRow({ position, item, impressions, clicks }: PositionCounts): PositionRow {
  const { rate, interval, reason } = shareOf(clicks, impressions, 'nothing was shown here');
  return {
    ...(position === undefined ? {} : { position: position === NO_POSITION ? null : position }),
    ...(item === undefined ? {} : { item: item === NO_ITEM ? null : item }),
    impressions,
    clicks,
    ctr: reason === undefined ? { rate, interval } : { rate, interval, reason },
  };
}

export function positionsTable({ by, rows }: PositionsReport): Table {
  return {
    columns: [...by, 'impressions', 'clicks', 'ctr', 'ctr_lower', 'ctr_upper'],
    shares: ['ctr', 'ctr_lower', 'ctr_upper'],
    rows: rows.map((row) => [
      ...by.map((name) => shown(row[name] ?? null)),
      row.impressions,
      row.clicks,
      row.ctr.rate,
      row.ctr.interval?.[0] ?? null,
      row.ctr.interval?.[1] ?? null,
    ]),
  };
}

const shown = (value: number | string | null): number | string | null =>
  value === LAST_POSITION ? `${String(LAST_POSITION)}+` : value;
