/** The largest value a reader takes apart, in bytes. */
export const MAX_VALUE_BYTES = 1_000_000;

/**
 * The deepest nesting of JSON a reader takes apart. Services take definitions of up to 80 levels (32 nested rules
 * are 64 of them); events hold what was asked a few levels further in, and may not be refused for it.
 */
export const MAX_DEPTH = 96;
