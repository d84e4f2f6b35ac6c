const WHOLE = /^(0|-?[1-9]\d{0,14})$/;
const DECIMAL = /^-?(0|[1-9]\d{0,14})\.\d{1,15}$/;
const LONGEST = 500;

/**
 * The value of an attribute as its cell says it: TRUE and FALSE, numbers as they are usually written, else text.
 * `007` stays text: it is a number of something. undefined for an empty cell.
 */
export function attributeValue(cell: string): string | number | boolean | undefined {
  if (cell === '') return undefined;
  const word = cell.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  return WHOLE.test(cell) || DECIMAL.test(cell) ? Number(cell) : cell.slice(0, LONGEST);
}
