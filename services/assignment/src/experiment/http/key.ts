export { KEY } from '@assay/platform';

export const KEY_RULE =
  '$property must be 1 to 100 letters, digits, ".", "_" or "-", beginning with a letter or digit';

/** The key of an experiment: one of digits alone would be taken for an experiment's number. */
export const EXPERIMENT_KEY = /^(?!\d+$)[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
export const EXPERIMENT_KEY_RULE = `${KEY_RULE}, and not of digits alone: numbers are given to experiments`;

/** Weights are relative: more would only be a way to make others vanish. */
export const LARGEST_WEIGHT = 1e9;
/** Nobody would ever get a variant of less, and the share of units that it expects must be more than nothing. */
export const SMALLEST_WEIGHT = 1e-6;
