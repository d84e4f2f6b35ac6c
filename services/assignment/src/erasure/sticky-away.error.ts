/** The shared sticky store did not answer; what is held there is removed when it does. */
export class StickyAwayError extends Error {
  readonly code = 'STICKY_AWAY';
  readonly transient = true;
  constructor() {
    super('the sticky store does not answer');
  }
}
