/**
 * How many of something, in words that agree.
 * @param count whole number
 * @param one what is counted, in the singular
 * @param many the same in the plural; with an s where it is left out
 * @example counted(1, 'unit'); // '1 unit'
 * @example counted(3, 'series', 'series'); // '3 series'
 */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${String(count)} ${count === 1 ? one : many}`;
