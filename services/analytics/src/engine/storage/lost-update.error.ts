import { AnalyticsError } from '../../errors/analytics.error.js';

/** Fewer unit states were there to update than had been read in the same transaction. */
export class LostUpdateError extends AnalyticsError {
  readonly code = 'LOST_UPDATE';
  /** Taken again, the batch reads what is there by then. */
  readonly transient = true;

  constructor(expected: number, updated: number) {
    super(`${String(expected)} unit states were to be updated, ${String(updated)} were there`, {
      expected,
      updated,
    });
  }
}
