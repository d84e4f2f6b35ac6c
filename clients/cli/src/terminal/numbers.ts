import { metricFigures, percentInWords } from '@assay/contracts';

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count with thousands separators. */
export const count = (value: number): string => GROUPED.format(value);

/** The same with what is counted, in words that agree. */
export const countOf = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size in bytes, in the unit that suits it. */
export function bytes(value: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return `${String(Number((value / 1_000 ** power).toPrecision(3)))} ${UNITS[power] ?? ''}`;
}

/** A figure in words, or a dash for what cannot be computed. */
export const printed = (value: number | null | undefined, words: (value: number) => string): string =>
  value === null || value === undefined ? '–' : words(value);

/** Six significant digits. */
export const significant = (value: number | null | undefined): string =>
  printed(value, (figure) => String(Number(figure.toPrecision(6))));

/** A fraction in percent. */
export const percent = (value: number | null | undefined): string => printed(value, percentInWords);

const { difference: differenceInPoints } = metricFigures('proportion');

/** A difference of two fractions in percentage points. */
export const points = (value: number | null | undefined): string => printed(value, differenceInPoints);

export const interval = (ends: readonly [number, number] | null | undefined, print = significant): string =>
  ends === null || ends === undefined ? '–' : `[${print(ends[0])}, ${print(ends[1])}]`;
