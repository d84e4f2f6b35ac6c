const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A count with thousands separators. */
export const count = (value: number): string => GROUPED.format(value);

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size in bytes, in the unit that suits it. */
export function bytes(value: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return `${String(Number((value / 1_000 ** power).toPrecision(3)))} ${UNITS[power] ?? ''}`;
}

/** Six significant digits, or a dash for what cannot be computed. */
export const significant = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : String(Number(value.toPrecision(6)));

/** A fraction in percent. */
export const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${(value * 100).toFixed(2)} %`;

export const interval = (ends: readonly [number, number] | null | undefined, print = significant): string =>
  ends === null || ends === undefined ? '–' : `[${print(ends[0])}, ${print(ends[1])}]`;
