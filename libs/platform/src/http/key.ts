/** Keys of experiments, metrics, features and whatever else people name; `Key` of the contracts is the same. */
export const KEY = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
