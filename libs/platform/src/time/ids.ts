import { v7 } from 'uuid';

/** Makes the ids of new events; tests give their own. Injected under {@link IDS}. */
export type NewId = () => string;

/** Injection token of {@link NewId}. */
export const IDS = Symbol('assay:ids');

/**
 * A new UUIDv7 (RFC 9562): unique, and sorted by the time it was made.
 * @example newId() // '0198c5a2-6f0e-7c3a-9d0b-…'
 */
export const newId: NewId = () => v7();
