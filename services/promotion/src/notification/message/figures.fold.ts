import type { Figure } from './message.js';

const NUMBER = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });

/** A number as people read it; an em dash for none. */
export const shown = (value: number | null | undefined): string =>
  value === null || value === undefined ? '—' : NUMBER.format(value);

/** Figures with those left out that nobody knows. */
export const figuresOf = (named: Readonly<Record<string, string | undefined>>): readonly Figure[] =>
  Object.entries(named).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [{ name, value }],
  );

/** Numbers of the evidence, whatever a version of it holds. */
export const numbersIn = (evidence: object): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(evidence).flatMap(([name, value]) =>
      typeof value === 'number' ? [[name, shown(value)] as const] : [],
    ),
  );
