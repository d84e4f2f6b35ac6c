import fc from 'fast-check';
import type { TargetingRule } from '../../src/index.js';
import { compileRule } from '../../src/index.js';
import { LONGEST_MATCHED_TEXT } from '../../src/targeting/pattern/match-pattern.js';
import { parsePattern } from '../../src/targeting/pattern/parse-pattern.js';
import { programOf } from '../../src/targeting/pattern/pattern-program.js';

const SEED = 20_240_601;

function matches(pattern: string, text: string): boolean | undefined {
  const rule: TargetingRule = { op: 'matches', attribute: 'text', value: pattern };
  return compileRule(rule)?.({ unit: 'u', attributes: { text }, segment: () => undefined });
}

const { pattern: anyPattern } = fc.letrec<{ pattern: string; atom: string; part: string }>((tie) => ({
  atom: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', 'b', 'c', '.', '[ab]', '[^a]', '\\d', '\\w', '\\.', '[a-c]', '[^\\d]'),
    tie('pattern').map((inner) => `(${inner})`),
    tie('pattern').map((inner) => `(?:${inner})`),
  ),
  part: fc
    .tuple(tie('atom'), fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,2}', '{0,}'))
    .map(([atom, quantifier]) => atom + quantifier),
  pattern: fc
    .tuple(
      fc.constantFrom('', '', '^'),
      fc.array(tie('part'), { maxLength: 4 }),
      fc.constantFrom('', '', '$'),
    )
    .chain(([start, parts, end]) =>
      fc.constantFrom('', '|b', '|').map((choice) => start + parts.join('') + end + choice),
    ),
}));

describe('patterns of the subset', () => {
  it('mean what they mean in JavaScript', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '1', '.', 'é', '😀'), maxLength: 12 });
    fc.assert(
      fc.property(anyPattern, text, (pattern, subject) => {
        const found = matches(pattern, subject);
        // Undefined: written out it has more than 1,000 instructions, which a few of these have.
        if (found !== undefined || pattern.length < 50)
          expect(found).toBe(new RegExp(pattern, 'u').test(subject));
      }),
      { seed: SEED, numRuns: 5_000 },
    );
  });

  it('are refused or compiled, whatever the text, and never throw', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'ab^$\\.*+?()[]{}|/-,:=!<>19dp'), maxLength: 15 });
    fc.assert(
      fc.property(odd, (pattern) => {
        const found = matches(pattern, 'ab1');
        // The one escape that the platform has in classes only.
        const isComparable = found !== undefined && !pattern.includes('\\-');
        if (isComparable) expect(found).toBe(new RegExp(pattern, 'u').test('ab1'));
      }),
      { seed: SEED, numRuns: 20_000 },
    );
  });

  // A backtracking engine would not come back from these within the lifetime of the universe.
  it.each([
    ['(a+)+$', `${'a'.repeat(4_000)}b`],
    ['^(a|aa)*$', `${'a'.repeat(4_000)}b`],
    ['(.*)(.*)(.*)(.*)(.*)x', 'y'.repeat(4_096)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(4_000)],
  ])('%s comes back with an answer', (pattern, text) => {
    expect(matches(pattern, text)).toBe(false);
  });

  it('take at most as many steps for each character as they have instructions', () => {
    const parsed = parsePattern('(a{1,30}){1,15}b');
    const program = parsed.kind === 'problem' ? undefined : programOf(parsed);
    expect(program?.length).toBeLessThanOrEqual(1_000);
    expect(matches('(a{1,30}){1,15}b', 'a'.repeat(LONGEST_MATCHED_TEXT))).toBe(false);
  });

  it.each([
    ['a(b', 3, '"(" without ")"'],
    ['a**', 2, 'a quantifier after a quantifier'],
    ['[b-a]', 3, 'a range that does not rise'],
    ['(?=a)', 2, '"(?" only as "(?:"'],
    ['\\1', 1, '"\\1" is not in the subset'],
    ['{2}', 0, 'nothing before "{" to repeat'],
    ['😀)', 1, '")" without "("'],
  ])('%s is refused with the place of the fault', (pattern, at, message) => {
    expect(parsePattern(pattern)).toMatchObject({ kind: 'problem', at, message });
  });
});
