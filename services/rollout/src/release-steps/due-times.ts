/** When something of each activation is to be done again; in memory, since doing it once more does no harm. */
export class DueTimes {
  private readonly next = new Map<string, number>();

  /** @param now milliseconds since 1970 */
  isDue(activation: string, now: number): boolean {
    return (this.next.get(activation) ?? 0) <= now;
  }

  set(activation: string, at: number): void {
    this.next.set(activation, at);
  }

  /** Forgets those of other activations. */
  keep(activations: ReadonlySet<string>): void {
    for (const activation of this.next.keys()) if (!activations.has(activation)) this.next.delete(activation);
  }
}
