/** The format of batches since Kafka 0.11. */
export const MAGIC = 2;
/** A producer that is not idempotent. */
export const NO_PRODUCER = -1;
/** Where the format is named, from the beginning of a batch. */
export const MAGIC_AT = 16;
/** The times of the records are those at which the broker appended them. */
export const APPEND_TIME = 0x08;
/** The beginning of a batch up to the number of its records. */
export const BATCH_OVERHEAD = 61;
