import { Injectable } from '@nestjs/common';
import { SHOWN_OTHER } from '../../engine/statistics/dimension-rank.js';
import { cohortFigure } from '../cohorts/cohort-lines.js';
import { dateOf } from '../../calendar/days.js';
import { ACTIVITY_SLOT } from '../model/slot-models.js';
import type { Days } from '../report/days-asked.js';
import { NO_DAYS, periodAsked, shownWindow } from '../report/days-asked.js';
import { cursorText, readCursor } from '../report/page-cursor.js';
import type { ProductSnapshot } from '../report/product-model.js';
import { ProductModel } from '../report/product-model.js';
import { readByDay, readEnding } from '../report/read-statistics.js';
import type { Rendered } from '../../reporting/rendered.js';
import { rendered } from '../report/rendered.js';
import { ACTIVE } from './active-units.js';
import { readNames, readOtherEvents, readUsage, whyNotTold } from './read-usage.js';
import type { ByDay, EventDayRow, EventNamesReport, UsageDayRow, UsageReport } from './usage-report.js';
import { dayRow, eachDay, eventNamesTable, usageTable } from './usage-report.js';

interface Period {
  readonly from?: string;
  readonly to?: string;
}

const DAYS = 30;
const NOT_TOLD = { events: null, units: null, value: null };
const sumOf = (days: ByDay): number => [...days.values()].reduce((sum, amount) => sum + amount, 0);

/** Reports how much is done, day by day. */
@Injectable()
export class UsageService {
  constructor(private readonly product: ProductModel) {}

  async byDay(project: string, query: Period & { readonly event?: string }): Promise<Rendered<UsageReport>> {
    const { event = null } = query;
    const report = await this.product.read(project, async (snapshot) => {
      const { lastDay, coverage, model } = snapshot;
      const days = periodAsked(query, { lastDay, days: DAYS });
      const about = { window: shownWindow(days, DAYS), coverage, event };
      const reason = event === null ? undefined : await whyNotTold(model, project, event);
      if (reason !== undefined) {
        const rows = eachDay(days ?? NO_DAYS).map((day) => ({ date: dateOf(day), ...NOT_TOLD }));
        return { ...about, total: { events: null, newUnits: null, value: null }, rows, reason };
      }
      const sums = await readUsage(model, project, { ...(days ?? NO_DAYS), name: event ?? '' });
      const isAll = event === null;
      const newUnits = isAll ? await readNew(snapshot, days ?? NO_DAYS) : undefined;
      const rows =
        newUnits === undefined
          ? eachDay(days ?? NO_DAYS).map((day) => eventRow(day, sums, event === SHOWN_OTHER))
          : await allRows(snapshot, days ?? NO_DAYS, { ...sums, newUnits });
      const value = sumOf(sums.value) / 1e6;
      const total = {
        events: sumOf(sums.events),
        newUnits: newUnits === undefined ? null : sumOf(newUnits),
        value,
      };
      return { ...about, total, rows };
    });
    return rendered('Usage', report, () => usageTable(report));
  }

  async names(
    project: string,
    query: Period & { readonly cursor?: string; readonly limit: number },
  ): Promise<Rendered<EventNamesReport>> {
    const after =
      query.cursor === undefined ? ([Number.MAX_SAFE_INTEGER, ''] as const) : readCursor(query.cursor);
    const report = await this.product.read(project, async ({ lastDay, coverage, model }) => {
      const days = periodAsked(query, { lastDay, days: DAYS });
      const found = await readNames(model, project, { days: days ?? NO_DAYS, after, limit: query.limit + 1 });
      const rows = found.slice(0, query.limit);
      const last = found.length > query.limit ? rows.at(-1) : undefined;
      return {
        window: shownWindow(days, DAYS),
        coverage,
        rows,
        exclusions: { otherEvents: await readOtherEvents(model, project, days ?? NO_DAYS) },
        nextCursor: last === undefined ? null : cursorText([last.events, last.name]),
      };
    });
    return rendered('Events by name', report, () => eventNamesTable(report));
  }
}

const readNew = ({ model, project }: ProductSnapshot, days: Days): Promise<ByDay> =>
  readByDay(model, { project, slot: ACTIVITY_SLOT }, { figure: cohortFigure('day', 0), days });

async function allRows(
  { model, project }: ProductSnapshot,
  days: Days,
  sums: { readonly [Figure in 'events' | 'units' | 'value' | 'newUnits']: ByDay },
): Promise<readonly UsageDayRow[]> {
  const where = { project, slot: ACTIVITY_SLOT };
  const in7 = await readEnding(model, where, { figure: ACTIVE, span: 7, days });
  const in30 = await readEnding(model, where, { figure: ACTIVE, span: 30, days });
  return eachDay(days).map((day) => dayRow(day, { ...sums, in7, in30 }));
}

const eventRow = (
  day: number,
  sums: { readonly [Figure in 'events' | 'units' | 'value']: ByDay },
  isOther: boolean,
): EventDayRow => ({
  date: dateOf(day),
  events: sums.events.get(day) ?? 0,
  units: isOther ? null : (sums.units.get(day) ?? 0),
  value: (sums.value.get(day) ?? 0) / 1e6,
});
