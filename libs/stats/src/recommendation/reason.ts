/** Why a recommendation is what it is. */
export type RecommendationCode =
  | 'no-control'
  | 'one-variant'
  | 'too-few-units'
  | 'sample-ratio-mismatch'
  | 'incomplete-data'
  | 'stale-data'
  | 'guardrail-breached'
  | 'better'
  | 'better-by-less-than-asked'
  | 'worse'
  | 'no-difference-found'
  | 'undecided';

/** One reason in words, with the numbers in it. */
export interface RecommendationReason {
  readonly code: RecommendationCode;
  readonly message: string;
  readonly numbers: Readonly<Record<string, number | null>>;
}

export const reason = (
  code: RecommendationCode,
  message: string,
  numbers: RecommendationReason['numbers'] = {},
): RecommendationReason => ({ code, message, numbers });

/** Whole numbers as they are, others with four digits: enough to read; the numbers themselves are beside the words. */
export const shown = (value: number | null): string =>
  value === null ? 'unknown' : String(Number.isInteger(value) ? value : Number(value.toPrecision(4)));
export const percent = (fraction: number | null): string =>
  fraction === null ? 'unknown' : `${shown(100 * fraction)} %`;
