import { missingInWords } from '@assay/contracts';
import { count, interval, percent, significant } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import { heading } from './heading.js';
import { printsOf } from './prints.js';
import type { ReportedMetric, ReportedVariant } from './report.js';
import type { BreakdownView, SeriesView } from './views.js';

const HEAD = [
  'variant',
  'units',
  'value',
  'difference',
  'lift',
  'always-valid p',
  'difference, always valid',
  'note',
];

/** A metric by day of first exposure. */
export const renderSeries = (view: SeriesView): string =>
  [
    heading(view),
    `${view.metric.key} (${view.metric.type}) by day of first exposure, ${view.kind}`,
    table(
      ['day', ...HEAD],
      view.days.flatMap(({ day, variants }) => variants.map((row) => [day, ...cells(view.metric.type, row)])),
    ),
  ].join('\n');

/** A metric by the value of a dimension. */
export const renderBreakdown = (view: BreakdownView): string =>
  [
    heading(view),
    `${view.metric.key} (${view.metric.type}) by ${view.dimension}`,
    view.reason ??
      table(
        [view.dimension, ...HEAD],
        view.values.flatMap(({ value, variants }) =>
          variants.map((row) => [value === '' ? '(none)' : value, ...cells(view.metric.type, row)]),
        ),
      ),
    'Looked at afterwards, a breakdown explains and does not decide.',
  ].join('\n');

function cells(type: ReportedMetric['type'], row: ReportedVariant): string[] {
  const { variant, units, value, comparison } = row;
  const { print, printDifference } = printsOf(type);
  return [
    variant,
    count(units),
    print(value),
    printDifference(comparison?.difference),
    percent(comparison?.lift),
    significant(comparison?.sequential.pValue),
    interval(comparison?.sequential.interval, printDifference),
    missingInWords(row),
  ];
}
