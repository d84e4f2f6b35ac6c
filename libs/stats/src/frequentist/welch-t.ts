import type { MeanSums } from '../sums/from-sums.js';
import { fromSums } from '../sums/from-sums.js';
import { fromValues } from '../sums/from-values.js';
import type { WelchComparison, WelchOptions } from './welch-comparison.js';
import { welchComparison } from './welch-comparison.js';

/** One arm of a metric of means: its sums, or its values. */
export type MeanArm = MeanSums | { readonly values: readonly number[] };

/**
 * Do the means of a metric differ between control and treatment?
 *
 * Welch's t test over sufficient statistics. Independent units; heavy tails need many of them.
 * @param control arm as sums (exact decimals) or as values
 * @param treatment arm that is held against it
 * @param options effect, alpha in (0, 1), alternative
 * @returns estimate, standard error, degrees of freedom, t, p-value and interval
 * @throws StatsError for sums that no values can have, and alpha outside (0, 1)
 * @see https://en.wikipedia.org/wiki/Welch%27s_t-test
 * @example welchT({ values: [1, 2, 3] }, { values: [2, 3, 4] }).estimate // 1
 */
export const welchT = (control: MeanArm, treatment: MeanArm, options: WelchOptions = {}): WelchComparison =>
  welchComparison(momentsOf(control), momentsOf(treatment), options);

const momentsOf = (arm: MeanArm) => ('values' in arm ? fromValues(arm.values) : fromSums(arm));
