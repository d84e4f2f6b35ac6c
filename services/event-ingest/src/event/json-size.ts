const LONGEST_ESCAPE = 6;
const LONGEST_NUMBER = 25;
const SIGNS = 4;

/**
 * Is the JSON of an object no longer than so many characters? Most objects are flat and short: for those a bound is
 * added up, and only the others are written out.
 * @example fitsIn({ plan: 'free' }, 100) // true
 */
export function fitsIn(value: Readonly<Record<string, unknown>>, characters: number): boolean {
  let bound = 2;
  for (const name in value) {
    const member = value[name];
    bound += name.length * LONGEST_ESCAPE + SIGNS;
    if (typeof member === 'string') bound += member.length * LONGEST_ESCAPE + 2;
    else if (typeof member === 'object' && member !== null) bound = Number.POSITIVE_INFINITY;
    else bound += LONGEST_NUMBER;
    if (bound > characters) return JSON.stringify(value).length <= characters;
  }
  return true;
}
