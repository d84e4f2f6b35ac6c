import { ANY, escaped, single, union } from './code-sets.js';
import type { CodeSet, Pattern, PatternProblem } from './pattern.js';

const LONGEST_PATTERN = 1_000;
const MOST_REPEATS = 100;
const DEEPEST_GROUP = 32;
const COUNTED = /^\{(\d{1,3})(,(\d{1,3})?)?\}/;

/** Thrown and caught within this file: a parser that recurses needs one way out. */
class Refusal extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

class PatternParser {
  private at = 0;
  private depth = 0;
  private readonly characters: readonly string[];

  constructor(text: string) {
    this.characters = [...text];
  }

  parse(): Pattern {
    const pattern = this.choice();
    if (this.at < this.characters.length) throw this.refusal('")" without "("');
    return pattern;
  }

  private choice(): Pattern {
    const options = [this.sequence()];
    while (this.takes('|')) options.push(this.sequence());
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  private sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.at < this.characters.length && this.next() !== '|' && this.next() !== ')')
      parts.push(this.quantified(this.atom()));
    return { kind: 'sequence', parts };
  }

  private atom(): Pattern {
    const character = this.take();
    switch (character) {
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '.':
        return ANY;
      case '(':
        return this.group();
      case '[':
        return this.characterClass();
      case '\\':
        return this.escape();
      default:
        if ('*+?{'.includes(character)) throw this.refusal(`nothing before "${character}" to repeat`, 1);
        if ('}]'.includes(character)) throw this.refusal(`"${character}" needs a backslash`, 1);
        return single(character);
    }
  }

  private group(): Pattern {
    if (this.takes('?') && !this.takes(':')) throw this.refusal('"(?" only as "(?:"');
    this.depth += 1;
    if (this.depth > DEEPEST_GROUP) throw this.refusal(`groups nested over ${String(DEEPEST_GROUP)}`);
    const inside = this.choice();
    if (!this.takes(')')) throw this.refusal('"(" without ")"');
    this.depth -= 1;
    return inside;
  }

  private escape(): CodeSet {
    const letter = this.take();
    const meant = escaped(letter);
    if (meant === undefined) throw this.refusal(`"\\${letter}" is not in the subset`, 1);
    return meant;
  }

  private characterClass(): CodeSet {
    const negated = this.takes('^');
    const members: CodeSet[] = [];
    while (!this.takes(']')) members.push(this.classMember());
    if (members.length === 0) throw this.refusal('an empty class');
    return union(members, negated);
  }

  private classMember(): CodeSet {
    const low = this.classAtom();
    if (this.next() !== '-' || this.characters[this.at + 1] === ']') return low;
    this.take();
    const high = this.classAtom();
    const [first, last] = [codeOf(low), codeOf(high)];
    if (first === undefined || last === undefined || first > last)
      throw this.refusal('a range that does not rise', 1);
    return { kind: 'set', ranges: [{ low: first, high: last }], negated: false };
  }

  private classAtom(): CodeSet {
    const character = this.take();
    if (character === '') throw this.refusal('"[" without "]"');
    if (character === '[') throw this.refusal('"[" needs a backslash in a class', 1);
    return character === '\\' ? this.escape() : single(character);
  }

  private quantified(part: Pattern): Pattern {
    const times = this.quantifier();
    if (times === undefined) return part;
    if (part.kind === 'start' || part.kind === 'end') throw this.refusal('an anchor cannot be repeated', 1);
    if ('*+?{'.includes(this.next() || ' ')) throw this.refusal('a quantifier after a quantifier');
    return { kind: 'repeat', part, ...times };
  }

  private quantifier(): { readonly least: number; readonly most: number } | undefined {
    if (this.takes('*')) return { least: 0, most: Infinity };
    if (this.takes('+')) return { least: 1, most: Infinity };
    if (this.takes('?')) return { least: 0, most: 1 };
    return this.next() === '{' ? this.counted() : undefined;
  }

  private counted(): { readonly least: number; readonly most: number } {
    const parts = COUNTED.exec(this.characters.slice(this.at, this.at + 9).join(''));
    if (parts === null) throw this.refusal('"{" that is no {n}, {n,} or {n,m}');
    const [whole, from = '', comma, to] = parts;
    const least = Number(from);
    const open = to === undefined ? Infinity : Number(to);
    const most = comma === undefined ? least : open;
    if (least > most || least > MOST_REPEATS || (most !== Infinity && most > MOST_REPEATS))
      throw this.refusal(`repeats that are not 0 ≤ n ≤ m ≤ ${String(MOST_REPEATS)}`);
    this.at += whole.length;
    return { least, most };
  }

  private next(): string {
    return this.characters[this.at] ?? '';
  }

  private take(): string {
    const character = this.next();
    this.at += 1;
    return character;
  }

  private takes(character: string): boolean {
    if (this.next() !== character) return false;
    this.at += 1;
    return true;
  }

  private refusal(message: string, back = 0): Refusal {
    return new Refusal(this.at - back, message);
  }
}

/** The only code point of a set; undefined for sets of several, which cannot bound a range. */
function codeOf({ ranges: [only, ...others], negated }: CodeSet): number | undefined {
  return only !== undefined && others.length === 0 && !negated && only.low === only.high
    ? only.low
    : undefined;
}

/**
 * Reads a regular expression of the subset that every language has and that can be matched in linear time: no
 * backreferences, no lookaround, no lazy or possessive quantifiers, no flags, nothing that needs Unicode tables.
 */
export function parsePattern(text: string): Pattern | PatternProblem {
  if (text.length > LONGEST_PATTERN)
    return { kind: 'problem', at: LONGEST_PATTERN, message: `longer than ${String(LONGEST_PATTERN)}` };
  try {
    return new PatternParser(text).parse();
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return { kind: 'problem', at: refusal.at, message: refusal.message };
  }
}
