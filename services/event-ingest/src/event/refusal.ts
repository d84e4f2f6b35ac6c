import type { FieldError } from '@assay/platform';

/** Why one event of a batch is not taken. */
export interface Refusal extends FieldError {
  readonly code: string;
}

/** A value, or the reason why there is none. */
export type Checked<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Refusal };

export const accept = <Value>(value: Value): Checked<Value> => ({ ok: true, value });

export const refuse = (refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal,
});
