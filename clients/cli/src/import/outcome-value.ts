/** What a cell of an outcome column says. */
export type OutcomeValue =
  | { readonly kind: 'word'; readonly value: 0 | 1 }
  | { readonly kind: 'number'; readonly text: string; readonly isRounded: boolean };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;
const LIMIT = 1e9;
const DECIMALS = 6;

/**
 * Reads TRUE and FALSE (in any case) and decimal numbers; undefined for everything else. Numbers are rounded to
 * the six decimals that sums are kept with.
 */
export function outcomeValue(cell: string): OutcomeValue | undefined {
  const text = cell.trim();
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return { kind: 'word', value: word === 'true' ? 1 : 0 };
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  if (!(Math.abs(value) < LIMIT)) return undefined;
  const fixed = value.toFixed(DECIMALS).replace(/\.?0+$/, '');
  // −0 and what rounds to it.
  const rounded = fixed === '-0' ? '0' : fixed;
  return {
    kind: 'number',
    text: rounded,
    isRounded: Math.abs(Number(rounded) - value) > Math.abs(value) * 1e-12,
  };
}

/** Values of a metric of this type; undefined for what does not fit it. */
export function valueFor(type: 'proportion' | 'mean', value: OutcomeValue): string | undefined {
  if (value.kind === 'word') return type === 'proportion' ? String(value.value) : undefined;
  if (type === 'mean') return value.text;
  return value.text === '0' || value.text === '1' ? value.text : undefined;
}
