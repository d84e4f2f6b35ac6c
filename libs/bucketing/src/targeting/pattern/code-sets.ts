import type { CodeRange, CodeSet } from './pattern.js';

const codeOf = (character: string): number => character.codePointAt(0) ?? 0;

const range = (low: string, high: string): CodeRange => ({ low: codeOf(low), high: codeOf(high) });

const set = (ranges: readonly CodeRange[], negated = false): CodeSet => ({ kind: 'set', ranges, negated });

export const single = (character: string): CodeSet => set([range(character, character)]);

const DIGITS = [range('0', '9')];
const WORD = [range('a', 'z'), range('A', 'Z'), range('_', '_'), ...DIGITS];
const SPACE = [range('\t', '\r'), range(' ', ' ')];

/** Letters after a backslash that stand for a set; ASCII only, so that every language agrees. */
const NAMED: Readonly<Record<string, CodeSet>> = {
  d: set(DIGITS),
  D: set(DIGITS, true),
  w: set(WORD),
  W: set(WORD, true),
  s: set(SPACE),
  S: set(SPACE, true),
};
const CONTROL: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' };
const PUNCTUATION = '^$\\.*+?()[]{}|/-';

/** Any code point but a line feed. */
export const ANY = set([range('\n', '\n')], true);

/** What an escape stands for; undefined for one that is not in the subset. */
export function escaped(letter: string): CodeSet | undefined {
  if (Object.hasOwn(NAMED, letter)) return NAMED[letter];
  if (Object.hasOwn(CONTROL, letter)) return single(CONTROL[letter] ?? '');
  return letter !== '' && PUNCTUATION.includes(letter) ? single(letter) : undefined;
}

const LAST_CODE = 0x10ffff;

function complement(ranges: readonly CodeRange[]): readonly CodeRange[] {
  const sorted = [...ranges].sort((left, right) => left.low - right.low);
  const gaps: CodeRange[] = [];
  let next = 0;
  for (const { low, high } of sorted) {
    if (low > next) gaps.push({ low: next, high: low - 1 });
    next = Math.max(next, high + 1);
  }
  return next <= LAST_CODE ? [...gaps, { low: next, high: LAST_CODE }] : gaps;
}

/** One set of all that the given ones have. */
export const union = (sets: readonly CodeSet[], negated: boolean): CodeSet =>
  set(
    sets.flatMap((member) => (member.negated ? complement(member.ranges) : member.ranges)),
    negated,
  );

export const hasCode = ({ ranges, negated }: CodeSet, code: number): boolean =>
  ranges.some(({ low, high }) => code >= low && code <= high) !== negated;
