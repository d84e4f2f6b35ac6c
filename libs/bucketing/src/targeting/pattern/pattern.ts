/** Code points from `low` to `high`, both included. */
export interface CodeRange {
  readonly low: number;
  readonly high: number;
}

export interface CodeSet {
  readonly kind: 'set';
  readonly ranges: readonly CodeRange[];
  readonly negated: boolean;
}

/** What a pattern says, as a tree. */
export type Pattern =
  | CodeSet
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly options: readonly Pattern[] }
  | {
      readonly kind: 'repeat';
      readonly part: Pattern;
      readonly least: number;
      /** Infinity: any number of times. */
      readonly most: number;
    };

/** Why a text is no pattern of the subset; `at` counts characters from 0. */
export interface PatternProblem {
  readonly kind: 'problem';
  readonly at: number;
  readonly message: string;
}
