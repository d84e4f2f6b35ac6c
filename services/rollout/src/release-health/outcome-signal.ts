/** Carries "there are new outcomes" from the projection to the watch, which reads the projection’s tables. */
export class OutcomeSignal {
  private listener: () => void = () => undefined;

  readonly raise = (): void => {
    this.listener();
  };

  listen(listener: () => void): void {
    this.listener = listener;
  }
}
