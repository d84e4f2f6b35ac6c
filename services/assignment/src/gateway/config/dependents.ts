/** Which streams have to be compiled anew because of another one. */
export class Dependents {
  private readonly named = new Map<string, readonly string[]>();
  private readonly by = new Map<string, Set<string>>();

  /** Says what a stream depends on, in place of what was said before. */
  set(stream: string, names: readonly string[]): void {
    for (const name of this.named.get(stream) ?? []) this.by.get(name)?.delete(stream);
    this.named.set(stream, names);
    for (const name of names) this.by.set(name, (this.by.get(name) ?? new Set()).add(stream));
  }

  /** Those themselves, and all that depend on them over any number of others. */
  with(streams: Iterable<string>): Set<string> {
    const found = new Set(streams);
    // What is added while it is walked through is walked through as well.
    for (const stream of found) for (const dependent of this.by.get(stream) ?? []) found.add(dependent);
    return found;
  }
}
