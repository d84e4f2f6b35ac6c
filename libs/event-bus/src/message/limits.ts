/** The largest value a reader takes apart, in bytes. */
export const MAX_VALUE_BYTES = 1_000_000;

/**
 * The deepest nesting of JSON a reader takes apart. Services take requests of up to 32 levels; events hold what was
 * asked a few levels further in, and may not be refused for it.
 */
export const MAX_DEPTH = 64;
