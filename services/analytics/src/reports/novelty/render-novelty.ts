import type { Table } from '../../reporting/table.js';
import { differencesOf, intervalLegend, intervalPicture } from '../../reporting/interval-picture.js';
import { tableSection } from '../../reporting/page.js';
import { reportPage } from '../rendering/report-page.js';
import type { NoveltyReport } from './novelty.js';

export const noveltyTable = ({ by, variants }: NoveltyReport): Table => ({
  shares: ['lift', 'slope_a_day'],
  columns: [
    ...['variant', 'days_since_exposure', 'units', 'difference', 'lift', 'low', 'high', 'p', 'reason', 'by'],
    ...['pattern', 'slope_a_day', 'slope_p'],
  ],
  rows: variants.flatMap(({ variant, days, pattern, trend }) =>
    days.map(({ day, units, difference, lift, interval, pValue, reason }) => [
      ...[variant, day, units, difference, lift],
      ...[interval?.[0] ?? null, interval?.[1] ?? null, pValue, reason, by],
      ...[pattern, trend?.slope ?? null, trend?.pValue ?? null],
    ]),
  ),
});

export const noveltyPage = (report: NoveltyReport): string =>
  reportPage(`${report.metric.key} by days since exposure`, report, [
    tableSection('Patterns', {
      columns: ['variant', 'pattern', 'slope_a_day', 'standard_error', 'p', 'days', 'units', 'note'],
      rows: report.variants.map(({ variant, pattern, trend, trendOver, reason }) => [
        variant,
        pattern,
        trend?.slope ?? null,
        trend?.se ?? null,
        trend?.pValue ?? null,
        trendOver?.days ?? null,
        trendOver?.units ?? null,
        reason ?? report.note ?? null,
      ]),
    }),
    tableSection('Effects', noveltyTable(report), [
      intervalLegend(),
      intervalPicture(
        report.variants.flatMap(({ variant, days }) =>
          days.map(({ day, difference, interval }) => ({
            ...{ label: `${variant}, day ${String(day)}`, estimate: difference },
            ...{ fixed: interval, always: null },
          })),
        ),
        differencesOf(report.metric.type, report.metric.direction),
      ),
    ]),
  ]);
