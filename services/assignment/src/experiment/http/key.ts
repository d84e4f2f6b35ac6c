/** What keys of experiments, variants and metrics look like. */
export const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
export const KEY_RULE =
  '$property must be 1 to 100 letters, digits, ".", "_" or "-", beginning with a letter or digit';

/** Weights are relative: more would only be a way to make others vanish. */
export const LARGEST_WEIGHT = 1e9;
