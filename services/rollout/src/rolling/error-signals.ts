import type { ErrorsSeen, FlagWithErrors } from '../outcomes/outcomes.projection.js';

/** Carries "errors were seen" from the projection to the watch, which is built from the projection’s tables. */
export class ErrorSignals {
  private listener: ErrorsSeen = () => undefined;

  readonly raise: ErrorsSeen = (flags: readonly FlagWithErrors[]) => {
    this.listener(flags);
  };

  listen(listener: ErrorsSeen): void {
    this.listener = listener;
  }
}
