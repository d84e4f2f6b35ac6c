import { reasonInWords } from '@assay/contracts';
import type { MetricVariantReport } from '../report.js';
import { shortInterval } from './numbers.js';

/** What a page shows of a variant in one line; CSV has every figure in a column of its own. */
export const SHOWN_COLUMNS = [
  'variant',
  'units',
  'value',
  '95 %',
  'lift',
  'difference',
  'p',
  'Holm',
  'always-valid p',
  'always-valid interval',
  'chance to win',
  'note',
];

export const shownCells = ({
  variant,
  isControl,
  units,
  value,
  interval,
  comparison,
  reason,
}: MetricVariantReport) => [
  isControl ? `${variant} (control)` : variant,
  units,
  value,
  shortInterval(interval),
  comparison === null || comparison.lift === null ? null : `${(100 * comparison.lift).toFixed(2)} %`,
  comparison?.difference ?? null,
  comparison?.pValue ?? null,
  comparison?.holm ?? null,
  comparison?.sequential.pValue ?? null,
  shortInterval(comparison?.sequential.interval ?? null),
  comparison?.bayesian.chanceToWin ?? null,
  inWords(comparison?.reason ?? reason),
];

const inWords = (reason: string | undefined): string => (reason === undefined ? '' : reasonInWords(reason));
