import type { FieldError, Problem } from '@assay/platform';
import type { ExperimentRefusal } from '../experiment-refusal.js';

export type RefusalOf<Code> = Extract<ExperimentRefusal, { code: Code }>;

/** What the caller is told for each refusal: the fact, the values, and what would be right. */
export type ProblemTable<Codes extends ExperimentRefusal['code']> = {
  readonly [Code in Codes]: (refusal: RefusalOf<Code>, experiment: string) => Problem;
};

export const list = (values: readonly string[]): string => (values.length === 0 ? 'none' : values.join(', '));

export const field = (
  path: string,
  value: unknown,
  message: string,
): { readonly errors: readonly FieldError[] } => ({
  errors: [{ path, value, message }],
});
