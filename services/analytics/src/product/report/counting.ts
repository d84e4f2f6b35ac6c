import type { CountedSlot } from './product-model.js';

/** Whether the numbers of a definition hold all that has happened, and what else if not. */
export type Counting =
  | { readonly status: 'complete'; readonly version: number }
  | { readonly status: 'counting'; readonly version: number; readonly reason: string };

const COUNTING =
  'the definition is new: what happened before it is being counted, the numbers are not complete yet';

export const countingOf = ({ version, isComplete }: CountedSlot): Counting =>
  isComplete ? { status: 'complete', version } : { status: 'counting', version, reason: COUNTING };
