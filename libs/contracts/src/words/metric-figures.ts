import type { MetricType } from '../events/metric-spec.js';

/** How the figures of a metric are said to people. */
export interface MetricFigures {
  readonly value: (value: number) => string;
  /** Of a value to that of control, with its sign and its unit. */
  readonly difference: (difference: number) => string;
  /** What differences are measured in; undefined where that is the unit of the values. */
  readonly differencesIn?: string;
}

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const FROM_HERE_WHOLE = 10_000;
const DIGITS = 4;
/** Two decimals, and two digits of what is smaller than a tenth of a percent; nothing and all are exact. */
function hundredths(share: number): string {
  const percent = 100 * share;
  if (percent === 0 || percent === 100) return String(percent);
  const isSmall = Math.abs(percent) < 0.1;
  return isSmall ? String(Number(percent.toPrecision(2))) : percent.toFixed(2);
}

const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : text);

/**
 * A number with four significant digits, or whole and grouped where it is large.
 * @example numberInWords(8.375961) // '8.376'
 * @example numberInWords(1234567.8) // '1,234,568'
 */
export const numberInWords = (value: number): string =>
  Number.isInteger(value) || Math.abs(value) >= FROM_HERE_WHOLE
    ? GROUPED.format(value)
    : value.toPrecision(DIGITS);

/**
 * A share in percent.
 * @param share fraction
 * @example percentInWords(0.16621) // '16.62 %'
 * @example percentInWords(0.000304) // '0.03 %'
 */
export const percentInWords = (share: number): string => `${hundredths(share)} %`;

/**
 * A change relative to what it was, with its sign.
 * @param lift fraction
 * @example liftInWords(0.6293) // '+62.93 %'
 */
export const liftInWords = (lift: number): string => signed(percentInWords(lift), lift);

/**
 * A probability in percent that never looks like certainty.
 * @example chanceInWords(0.99999) // '> 99.99 %'
 */
export function chanceInWords(chance: number): string {
  if (chance > 0.9999) return '> 99.99 %';
  return chance < 0.0001 ? '< 0.01 %' : `${(100 * chance).toFixed(2)} %`;
}

/**
 * A p-value with three significant digits.
 * @example pInWords(0.0182516) // '0.0183'
 * @example pInWords(4.9e-21) // '< 0.0001'
 */
export const pInWords = (p: number): string => (p < 0.0001 ? '< 0.0001' : String(Number(p.toPrecision(3))));

const SHARES: MetricFigures = {
  value: percentInWords,
  difference: (difference) => `${signed(hundredths(difference), difference)} pp`,
  differencesIn: 'percentage points',
};
const NUMBERS: MetricFigures = {
  value: numberInWords,
  difference: (difference) => signed(numberInWords(difference), difference),
};

/** Whether the values of a metric of this type are shares of its units. */
export const isShareMetric = (type: MetricType): boolean => type === 'proportion' || type === 'retention';

/**
 * How are the figures of a metric of this type said? Shares of units in percent, and differences of shares in
 * percentage points; everything else as it is.
 * @example metricFigures('proportion').difference(0.0642) // '+6.42 pp'
 */
export const metricFigures = (type: MetricType): MetricFigures => (isShareMetric(type) ? SHARES : NUMBERS);
