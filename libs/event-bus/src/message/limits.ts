/** The largest value a reader takes apart, in bytes. */
export const MAX_VALUE_BYTES = 1_000_000;

/** The deepest nesting of JSON a reader takes apart. */
export const MAX_DEPTH = 32;
