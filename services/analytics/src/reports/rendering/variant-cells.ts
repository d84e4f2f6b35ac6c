import type { MetricFigures, MetricType } from '@assay/contracts';
import { chanceInWords, liftInWords, metricFigures, missingInWords, pInWords } from '@assay/contracts';
import type { ComparisonReport, MetricVariantReport } from '../report.js';
import { between, inWords } from '../../reporting/numbers.js';

/** What a page shows of a variant in one line; CSV has every figure in a column of its own. */
export const SHOWN_COLUMNS = [
  'variant',
  'units',
  'value',
  'value, 95 %',
  'lift',
  'difference',
  'difference, 95 %',
  'p',
  'p, Holm',
  'difference, always valid',
  'p, always valid',
  'chance to win',
  'note',
];

type Cell = string | number | null;

/** The line of a variant, by the type of the metric. */
export const shownCells = (type: MetricType, row: MetricVariantReport): readonly Cell[] => {
  const { variant, isControl, units, value, interval, conversions, comparison } = row;
  const figures = metricFigures(type);
  const counted = conversions === null ? '' : ` (${conversions.toLocaleString('en-US')})`;
  return [
    isControl ? `${variant} (control)` : variant,
    units,
    value === null ? null : `${inWords(value, figures.value) ?? ''}${counted}`,
    between(interval, figures.value),
    ...(comparison === null ? NOT_COMPARED : comparedCells(comparison, figures)),
    missingInWords(row),
  ];
};

const NOT_COMPARED: readonly null[] = new Array<null>(8).fill(null);

const comparedCells = (
  { lift, difference, interval, pValue, holm, sequential, bayesian }: ComparisonReport,
  figures: MetricFigures,
): readonly Cell[] => [
  inWords(lift, liftInWords),
  inWords(difference, figures.difference),
  between(interval, figures.difference),
  inWords(pValue, pInWords),
  inWords(holm, pInWords),
  between(sequential.interval, figures.difference),
  inWords(sequential.pValue, pInWords),
  inWords(bayesian.chanceToWin, chanceInWords),
];
