import { count, interval, percent, significant } from '../terminal/numbers.js';
import { table } from '../terminal/table.js';
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
  'always-valid p',
];

/** A report as tables, one for each metric. */
export function renderReport(report: Report): string {
  const { key, status, run, origin } = report.experiment;
  const runText = run === null ? 'no run yet' : `run ${String(run)}`;
  return [
    `${key} (${status}, ${runText}, ${origin}), complete to ${report.coverage.completeTo ?? '–'}`,
    `Units: ${report.variants.map((variant) => `${variant.key} ${count(variant.units)}`).join(', ')}${excluded(report)}`,
    srmLine(report),
    ...report.metrics.flatMap((metric) => [
      '',
      title(metric),
      table(
        HEAD,
        metric.variants.map((variant) => row(metric, variant)),
      ),
    ]),
    '',
    'p holds for one look at the planned end; the always-valid p holds however often one looks.',
  ].join('\n');
}

const excluded = ({ excludedUnits }: Report): string =>
  excludedUnits === 0 ? '' : `; ${count(excludedUnits)} in two variants, left out`;

const title = ({ key, type, isPrimary, direction }: ReportedMetric): string =>
  `${key} (${isPrimary ? 'primary, ' : ''}${type}, ${direction} is good)`;

function srmLine({ srm }: Report): string {
  if (srm.pValue === null) return 'Split: nothing to test yet';
  const verdict = srm.alarm ? 'ALARM: the split is not as designed, do not trust the results' : 'no alarm';
  return `Split: p ${significant(srm.pValue)}, always-valid p ${significant(srm.sequentialPValue)}: ${verdict}`;
}

function row({ type }: ReportedMetric, entry: ReportedVariant): string[] {
  const print = type === 'proportion' ? percent : significant;
  const value =
    type === 'proportion' ? `${print(entry.mean)} (${count(entry.conversions ?? 0)})` : print(entry.mean);
  const own = [
    entry.isControl ? `${entry.variant} (control)` : entry.variant,
    count(entry.units),
    value,
    interval(entry.interval, print),
  ];
  const compared = entry.comparison;
  if (compared === null) return [...own, '–', '–', '–', '–', '–'];
  const statistic =
    type === 'proportion' ? `z ${significant(compared.zStatistic)}` : `t ${significant(compared.tStatistic)}`;
  return [
    ...own,
    percent(compared.lift),
    interval(compared.interval),
    statistic,
    significant(compared.pValue),
    significant(compared.sequential.pValue),
  ];
}
