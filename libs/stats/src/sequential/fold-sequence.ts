import type { Interval } from '../frequentist/interval.js';

/** What all looks so far say together. */
export interface SequenceSoFar {
  readonly pValue: number;
  /** null until a look had an interval; its ends cross when the looks contradict each other. */
  readonly interval: Interval | null;
}

/**
 * What do all looks at one run say together?
 *
 * Running minimum of the p-values and running intersection of the intervals: both keep the promise of the
 * sequence, and neither can be taken back by a later look.
 * @param soFar result of the looks before, or null at the first
 * @param look the newest look; a null p-value counts as 1
 * @returns smallest p-value and intersection
 * @see https://arxiv.org/abs/2103.06476
 * @example foldSequence({ pValue: 0.2, interval: null }, { pValue: 0.4, interval: [0, 1] }) // { pValue: 0.2, interval: [0, 1] }
 */
export function foldSequence(
  soFar: SequenceSoFar | null,
  look: { readonly pValue: number | null; readonly interval: Interval | null },
): SequenceSoFar {
  const pValue = Math.min(soFar?.pValue ?? 1, look.pValue ?? 1);
  const before = soFar?.interval ?? null;
  if (before === null || look.interval === null) return { pValue, interval: before ?? look.interval };
  const [lower, upper] = look.interval;
  return { pValue, interval: [Math.max(before[0], lower), Math.min(before[1], upper)] };
}
