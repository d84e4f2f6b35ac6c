const LONGEST = 100;

/**
 * The key that a name stands for: lower case, with dashes for everything that a key may not hold. Empty when the
 * name has no letter or digit of the ones that keys are made of.
 * @example keyFromName('Checkout button (green)') // 'checkout-button-green'
 */
export const keyFromName = (name: string): string =>
  name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._]+/g, '-')
    .replaceAll(/^[^a-z0-9]+/g, '')
    .slice(0, LONGEST)
    .replaceAll(/-+$/g, '');

/** The key of an experiment of that name: one of digits alone would be taken for its number. */
export function experimentKeyFromName(name: string): string {
  const key = keyFromName(name);
  return /^\d+$/.test(key) ? `experiment-${key}`.slice(0, LONGEST) : key;
}
