import { Injectable } from '@nestjs/common';
import { SHOWN_OTHER } from '../../engine/statistics/dimension-rank.js';
import type { Days } from '../report/days-asked.js';
import { NO_DAYS, periodWithin, shownWindow } from '../report/days-asked.js';
import type { Cursor } from '../report/page-cursor.js';
import { cursorText, readCursor } from '../report/page-cursor.js';
import type { ProductSnapshot } from '../report/product-model.js';
import { ProductModel } from '../report/product-model.js';
import type { Rendered } from '../../reporting/rendered.js';
import { rendered } from '../report/rendered.js';
import { keptOverall, shownAs } from '../storage/kept-overall.js';
import { NO_POSITION } from './placement.js';
import type { PositionCounts, PositionsReport } from './positions-report.js';
import { positionRow, positionsTable } from './positions-report.js';

export type By = 'position' | 'item';

interface PositionsQuery {
  readonly from?: string;
  readonly to?: string;
  readonly by: readonly By[];
  readonly cursor?: string;
  readonly limit: number;
}

/** Reports how positions and items do. */
@Injectable()
export class PositionsService {
  constructor(private readonly product: ProductModel) {}

  async report(project: string, query: PositionsQuery): Promise<Rendered<PositionsReport>> {
    const after = query.cursor === undefined ? undefined : readCursor(query.cursor);
    const report = await this.product.read(project, async (snapshot) => {
      const { coverage } = snapshot;
      const days = periodWithin(query, await readDays(snapshot));
      const sums = await readSums(snapshot, days ?? NO_DAYS);
      const found = await readRows(snapshot, days ?? NO_DAYS, { ...query, after });
      const rows = found.slice(0, query.limit).map(positionRow);
      const last = found.length > query.limit ? found[query.limit - 1] : undefined;
      return {
        window: shownWindow(days, 0),
        coverage,
        by: query.by,
        ...sums,
        rows,
        nextCursor: last === undefined ? null : cursorText([last.position ?? 0, last.item ?? '']),
      };
    });
    return rendered('Positions', report, () => positionsTable(report));
  }
}

const NAME = shownAs('stored.item');
const FROM = `FROM position_statistics AS stored
  LEFT JOIN kept ON kept.project = stored.project AND kept.value = stored.item
  WHERE stored.project = $1 AND day BETWEEN $2 AND $3`;
const SUMS = 'sum(impressions)::float8 AS impressions, sum(clicks)::float8 AS clicks';

/** From the first day to the last one on which something was shown or clicked. */
async function readDays({ model, project }: ProductSnapshot): Promise<Days | undefined> {
  const [row] = await model.query<{ readonly from: number | null; readonly to: number | null }>(
    'SELECT min(day) AS from, max(day) AS to FROM position_statistics WHERE project = $1',
    [project],
  );
  return row === undefined || row.from === null || row.to === null
    ? undefined
    : { from: row.from, to: row.to };
}

async function readRows(
  { model, project }: ProductSnapshot,
  { from, to }: Days,
  { by, after, limit }: Pick<PositionsQuery, 'by' | 'limit'> & { readonly after: Cursor | undefined },
): Promise<readonly PositionCounts[]> {
  const position = by.includes('position') ? 'position' : '0';
  const item = by.includes('item') ? NAME : "''";
  const [afterPosition = NO_POSITION - 1, afterItem = ''] = after ?? [];
  const rows = await model.query<Required<PositionCounts>>(
    `WITH ${keptOverall('items')}, counted AS (
       SELECT ${position} AS position, ${item} COLLATE "C" AS item, ${SUMS} ${FROM} GROUP BY 1, 2)
     SELECT * FROM counted WHERE (position, item) > ($4::bigint, $5::text) ORDER BY position, item LIMIT $6`,
    [project, from, to, afterPosition, afterItem, limit + 1],
  );
  return rows.map(({ position: place, item: name, ...counts }) => ({
    ...(by.includes('position') ? { position: place } : {}),
    ...(by.includes('item') ? { item: name } : {}),
    ...counts,
  }));
}

async function readSums(
  { model, project }: ProductSnapshot,
  { from, to }: Days,
): Promise<Pick<PositionsReport, 'total' | 'exclusions'>> {
  const [row] = await model.query<Record<string, number>>(
    `WITH ${keptOverall('items')}
     SELECT coalesce(sum(impressions), 0)::float8 AS impressions, coalesce(sum(clicks), 0)::float8 AS clicks,
       coalesce(sum(impressions) FILTER (WHERE ${NAME} = '${SHOWN_OTHER}'), 0)::float8 AS "otherImpressions",
       coalesce(sum(clicks) FILTER (WHERE ${NAME} = '${SHOWN_OTHER}'), 0)::float8 AS "otherClicks",
       coalesce(sum(impressions) FILTER (WHERE position = ${String(NO_POSITION)}), 0)::float8 AS "unplacedImpressions",
       coalesce(sum(clicks) FILTER (WHERE position = ${String(NO_POSITION)}), 0)::float8 AS "unplacedClicks"
     ${FROM}`,
    [project, from, to],
  );
  const at = (name: string): number => row?.[name] ?? 0;
  return {
    total: positionRow({ impressions: at('impressions'), clicks: at('clicks') }),
    exclusions: {
      otherItems: { impressions: at('otherImpressions'), clicks: at('otherClicks') },
      withoutPosition: { impressions: at('unplacedImpressions'), clicks: at('unplacedClicks') },
    },
  };
}
