/**
 * Who reads a batch before its turn: one at a time of all deliveries of a bus, of which a process has one. It fills the
 * time in which the batch in hand waits for its database; where several partitions are worked off, those fill it, and
 * further batches would only take memory.
 */
export class ReadAhead {
  private holder: object | undefined;

  /** @returns whether nobody else has it */
  take(holder: object): boolean {
    this.holder ??= holder;
    return this.holder === holder;
  }

  isHeldBy(one: object): boolean {
    return this.holder === one;
  }

  /** Lets others have it, unless another one has it anyway. */
  giveBack(holder: object): void {
    if (this.holder === holder) this.holder = undefined;
  }
}
