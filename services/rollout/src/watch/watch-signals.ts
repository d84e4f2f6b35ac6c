import type { Flag, OutcomesSeen } from '../outcomes/outcomes.projection.js';

/** Carries "outcomes were seen" from the projection to the watch, which is built from the projection’s tables. */
export class WatchSignals {
  private listener: OutcomesSeen = () => undefined;

  readonly raise: OutcomesSeen = (flags: readonly Flag[]) => {
    this.listener(flags);
  };

  listen(listener: OutcomesSeen): void {
    this.listener = listener;
  }
}
