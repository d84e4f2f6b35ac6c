const WORDS: Readonly<Record<string, string>> = {
  'no-units': 'there are no units',
  'too-few-units': 'two units are needed to tell how much units differ',
  'too-few-arms': 'two variants with a weight are needed',
  'zero-variance': 'no unit differs from the others of its variant, so that nothing is known of chance',
  'zero-baseline': 'control has 0, which nothing is a percentage of',
  'zero-denominator': 'the denominator adds up to 0',
};

/**
 * Why a figure of a report is missing, for people; what is a sentence already stays as it is.
 * @param reason `reason` of a report
 * @example reasonInWords('no-units') // 'there are no units'
 */
export const reasonInWords = (reason: string): string =>
  Object.hasOwn(WORDS, reason) ? (WORDS[reason] ?? reason) : reason;

/** A variant of a report, with why figures of it or of its comparison with control are missing. */
interface ComparedVariant {
  readonly units: number;
  readonly reason?: string | undefined;
  readonly comparison: { readonly reason?: string | undefined } | null;
}

/** Why figures of a variant are missing, for people; empty where none is. */
export function missingInWords({ units, reason, comparison }: ComparedVariant): string {
  const why = comparison?.reason ?? reason ?? '';
  return why === 'no-units' && units > 0 ? 'control has no units' : reasonInWords(why);
}
