import { numberInWords } from '@assay/contracts';

/** A figure in words; nothing where there is none. */
export const inWords = <Figure>(
  figure: Figure | null | undefined,
  words: (figure: Figure) => string,
): string | null => (figure === null || figure === undefined ? null : unbroken(words(figure)));

/** Nothing comes between a number and its unit. */
const unbroken = (text: string): string => text.replaceAll(' ', '\u00a0');

/** Both ends, and their unit once. @example between([0.1, 0.2], percentInWords) // '10.00 to 20.00 %' */
export function between(
  ends: readonly [number, number] | null,
  words: (end: number) => string = numberInWords,
): string | null {
  if (ends === null) return null;
  const [from, to] = [words(ends[0]), words(ends[1])];
  const [, unit = ''] = / (\D+)$/.exec(to) ?? [];
  const bare = unit !== '' && from.endsWith(` ${unit}`) ? from.slice(0, -unit.length - 1) : from;
  return `${unbroken(bare)} to ${unbroken(to)}`;
}

/** Six significant digits, grouped where they are whole; JSON and CSV have all of them. */
export const shortNumber = (value: number | null): string | null =>
  value === null
    ? null
    : Number.isInteger(value)
      ? value.toLocaleString('en-US')
      : String(Number(value.toPrecision(6)));
