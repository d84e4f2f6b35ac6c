import { chanceInWords, missingInWords, recommendationInWords } from '@assay/contracts';
import { count, countOf, interval, percent, printed, significant } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
import { heading } from './heading.js';
import { printsOf, raisedAt } from './prints.js';
import type { Report, ReportedMetric, ReportedVariant } from './report.js';

const HEAD = [
  'variant',
  'units',
  'value',
  '95 % interval',
  'lift',
  'difference, 95 %',
  'statistic',
  'p',
  'Holm',
  'always-valid p',
  'difference, always valid',
  'chance to win',
];

/** A report as tables, one for each metric. */
export function renderReport(report: Report): string {
  return [
    heading(report),
    `Units: ${report.variants.map((variant) => `${variant.key} ${count(variant.units)}`).join(', ')}${excluded(report)}`,
    srmLine(report),
    ...recommended(report),
    ...report.metrics.flatMap((metric) => ['', ...metricLines(metric)]),
    '',
    'p holds for one look at the planned end; the always-valid p holds however often one looks. pp: percentage points.',
  ].join('\n');
}

function metricLines(metric: ReportedMetric): readonly string[] {
  const tableOf = (variants: readonly ReportedVariant[]) =>
    table(
      HEAD,
      variants.map((variant) => row(metric, variant)),
    );
  const { matured } = metric;
  const lines = [title(metric), ...about(metric), tableOf(metric.variants), ...reasons(metric.variants)];
  if (matured === undefined || matured.openUnits === 0) return lines;
  const open = `${metric.key}, only the units whose window is over: ${count(matured.units)} (${count(matured.openUnits)} still open)`;
  return [...lines, open, tableOf(matured.variants), ...reasons(matured.variants)];
}

/** What is measured, and what the figures do not say of themselves. */
const about = ({ definition, note }: ReportedMetric): readonly string[] =>
  [definition?.text, definition?.cap?.reason, definition?.denominatorCap?.reason, note].flatMap((text) =>
    text === undefined ? [] : [`  ${text}`],
  );

/** Why there is a dash. */
const reasons = (variants: readonly ReportedVariant[]): readonly string[] =>
  variants.flatMap((row) => {
    const why = missingInWords(row);
    return why === '' ? [] : [`  ${row.variant}: ${why}`];
  });

const recommended = ({ recommendation }: Report) => [
  `${recommendationInWords(recommendation)} (by ${recommendation.basis})`,
  ...recommendation.reasons.map(({ message }) => `  ${message}`),
];

function excluded({ exclusions }: Report): string {
  const left = exclusions.flatMap(({ reason, units, events = 0 }) => {
    if (units > 0) return [`${countOf(units, 'unit')} ${reason}`];
    return events > 0 ? [`${countOf(events, 'event')} ${reason}`] : [];
  });
  return left.length === 0 ? '' : `; left out: ${left.join('; ')}`;
}

const title = ({ key, type, isPrimary, direction }: ReportedMetric): string =>
  `${key} (${isPrimary ? 'primary, ' : ''}${type}, ${direction} is good)`;

function srmLine({ srm }: Report): string {
  if (srm.pValue === null) return 'Split: nothing to test yet';
  const verdict = srm.alarm
    ? 'ALARM: the split is not as designed, do not trust the results'
    : `no alarm${raisedAt(srm)}`;
  return `Split: p ${significant(srm.pValue)}, always-valid p ${significant(srm.sequentialPValue)}: ${verdict}`;
}

function row({ type }: ReportedMetric, entry: ReportedVariant): string[] {
  const { print, printDifference } = printsOf(type);
  const counted = entry.conversions === null ? '' : ` (${count(entry.conversions)})`;
  const value = `${print(entry.value)}${counted}`;
  const own = [
    entry.isControl ? `${entry.variant} (control)` : entry.variant,
    count(entry.units),
    value,
    interval(entry.interval, print),
  ];
  const compared = entry.comparison;
  if (compared === null) return [...own, ...new Array<string>(HEAD.length - own.length).fill('–')];
  const statistic =
    compared.zStatistic === undefined
      ? `t ${significant(compared.tStatistic)}`
      : `z ${significant(compared.zStatistic)}`;
  return [
    ...own,
    percent(compared.lift),
    `${printDifference(compared.difference)} ${interval(compared.interval, printDifference)}`,
    statistic,
    significant(compared.pValue),
    significant(compared.holm),
    significant(compared.sequential.pValue),
    interval(compared.sequential.interval, printDifference),
    printed(compared.bayesian.chanceToWin, chanceInWords),
  ];
}
