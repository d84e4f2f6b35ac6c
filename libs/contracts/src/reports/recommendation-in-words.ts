/** Verdicts that are about a variant; the others are about the experiment, whichever variant leads. */
const OF_A_VARIANT: ReadonlySet<string> = new Set(['PROMOTE', 'ROLLBACK']);

/**
 * What is recommended, in a few words.
 * @param recommendation verdict and the variant that it rests on, as a report has them
 * @example recommendationInWords({ recommendation: 'PROMOTE', variant: 'b' }) // 'PROMOTE b'
 * @example recommendationInWords({ recommendation: 'NO_ACTION', variant: 'b' }) // 'NO ACTION'
 */
export function recommendationInWords({
  recommendation,
  variant,
}: {
  readonly recommendation: string;
  readonly variant: string | null;
}): string {
  const verdict = recommendation.replace('_', ' ');
  return variant !== null && OF_A_VARIANT.has(recommendation) ? `${verdict} ${variant}` : verdict;
}
