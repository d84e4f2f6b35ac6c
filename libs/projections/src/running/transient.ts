import { isTransientDatabaseError } from '@assay/event-store';
import { ProjectionError } from '../errors/index.js';

const saysTransient = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'transient' in error && error.transient === true;

/** Errors after which a batch waits instead of its events going to the dead letters. */
export const isTransientProjectionError = (error: unknown): boolean =>
  error instanceof ProjectionError
    ? error.transient
    : isTransientDatabaseError(error) || saysTransient(error);
