const LONGEST = 200;
const MOST_ATTEMPTS = 100_000;

const REPEATED_GROUP = /\)(?:[*+]|\{\d)/;
const REFERENCE = /\\(?:[1-9]|k<)/;
const LOOK_AROUND = /\(\?<?[=!]/;
const CLASS_OR_ESCAPE = /\\.|\[(?:\\.|[^\]\\])*\]/g;
const CHOICE = /[*+?|]|\{(\d+)(,?)(\d*)\}/g;

/**
 * Why a pattern may not be matched against what clients send: it does not compile, or there is text on which it would
 * try too many ways to match. Stricter than need be: what it refuses can be written with character classes.
 * @param maxLength the longest text it is matched against
 * @example patternProblem('^(a+)+$', 100) // 'repeats a group; repeat a character class'
 */
export function patternProblem(pattern: string, maxLength: number): string | undefined {
  if (pattern.length > LONGEST) return `is longer than ${String(LONGEST)} characters`;
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    return `is no regular expression: ${(error as Error).message}`;
  }
  if (REFERENCE.test(pattern)) return 'refers back to what was matched';
  if (LOOK_AROUND.test(pattern)) return 'looks ahead or behind';
  // Inside classes and after backslashes the signs mean themselves; a group's own marks are no choice.
  const structure = pattern.replace(CLASS_OR_ESCAPE, 'x').replaceAll(/\(\?(?::|<\w+>)/g, '(');
  if (REPEATED_GROUP.test(structure)) return 'repeats a group; repeat a character class';
  const attempts = attemptsOf(structure, maxLength);
  if (attempts <= MOST_ATTEMPTS) return undefined;
  return 'leaves too many ways to match; begin it with ^, use fewer repeats, or lower maxLength';
}

/** In how many ways a text could be tried at most: the product of what each choice leaves open. */
function attemptsOf(structure: string, maxLength: number): number {
  const isAnchored = structure.startsWith('^') && !structure.includes('|');
  let attempts = isAnchored ? 1 : maxLength;
  for (const [sign, from, comma, to] of structure.matchAll(CHOICE)) {
    if (sign === '?' || sign === '|') attempts *= 2;
    else if (from === undefined || (comma === ',' && to === '')) attempts *= maxLength;
    else if (comma === ',') attempts *= Math.max(1, Number(to) - Number(from) + 1);
  }
  return attempts;
}
