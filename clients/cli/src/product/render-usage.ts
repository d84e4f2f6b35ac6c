import { count, countOf, percent, significant } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import { heading } from './heading.js';
import type { CohortsReport, EventNamesReport, SegmentsReport, UsageReport } from './product-reports.js';

const optional = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : count(value);

export function renderUsage(report: UsageReport): string {
  const { event, rows, total } = report;
  return [
    heading(event === null ? 'Usage' : `Usage of "${event}"`, report),
    table(
      ['day', 'events', 'units', 'new units', 'active in 7 days', 'active in 30 days', 'value'],
      rows.map((row) => [
        row.date,
        optional(row.events),
        optional(row.units),
        optional(row.newUnits),
        optional(row.activeIn7Days),
        optional(row.activeIn30Days),
        significant(row.value),
      ]),
    ),
    report.reason ??
      `${optional(total.events)} events, ${optional(total.newUnits)} new units, value ${significant(total.value)}`,
  ].join('\n');
}

export function renderEventNames(report: EventNamesReport): string {
  const { rows, exclusions } = report;
  return [
    heading('Events by name', report),
    table(
      ['name', 'events', 'value'],
      rows.map(({ name, events, value }) => [name, count(events), significant(value)]),
    ),
    ...(exclusions.otherEvents === 0
      ? []
      : [
          `${countOf(exclusions.otherEvents, 'event has a name', 'events have names')} not told apart: there are too many names.`,
        ]),
  ].join('\n');
}

const SHOWN = { day: 14, week: 12 } as const;

export function renderCohorts(report: CohortsReport): string {
  const { by, rows } = report;
  const later = Array.from({ length: SHOWN[by] }, (_, i) => `+${String(i + 1)}`);
  return [
    heading(`Cohorts by ${by}: who was active again so many ${by}s later`, report),
    table(
      ['cohort', 'units', ...later],
      rows.map(({ cohort, units, returned }) => [
        cohort,
        count(units),
        ...returned.slice(0, SHOWN[by]).map(({ rate }) => percent(rate)),
      ]),
    ),
    '– is not over yet.',
  ].join('\n');
}

export function renderSegments(report: SegmentsReport): string {
  const { rows, activeUnits } = report;
  return [
    heading(`Segments; ${countOf(activeUnits, 'unit was', 'units were')} active`, report),
    table(
      ['segment', 'units', 'share', 'events per unit', 'value per unit', ''],
      rows.map(({ segment, units, eventsPerUnit, valuePerUnit, counting, reason }) => [
        segment,
        optional(units?.count),
        percent(units?.rate),
        significant(eventsPerUnit?.average),
        significant(valuePerUnit?.average),
        reason ?? (counting.status === 'counting' ? 'being counted' : ''),
      ]),
    ),
  ].join('\n');
}
