const WORDS: Readonly<Record<string, string>> = {
  'no-units': 'there are no units',
  'too-few-units': 'two units are needed to tell how much units differ',
  'too-few-arms': 'two variants with a weight are needed',
  'zero-variance': 'no unit differs from the others of its variant, so that nothing is known of chance',
  'zero-baseline': 'control has 0, which nothing is a percentage of',
  'zero-denominator': 'the denominator adds up to 0',
  'sample-ratio-mismatch': 'the split of the units is not as designed',
  'arms-differ': 'an arm differs from control',
  'too-many-differences': 'more comparisons differ than chance allows',
  'p-values-not-uniform': 'the p-values are not spread evenly',
  'small-effective-sample': 'it rests on few units: the effective sample is below 100',
  'arms-never-logged': 'it would choose arms that were never chosen',
};

/**
 * Why a figure of a report is missing, or should not be trusted, for people; what is a sentence already stays as it is.
 * @param reason `reason`, or one of the `warnings` or `problems`, of a report
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
