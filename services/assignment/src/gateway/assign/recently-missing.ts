const MOST = 50_000;
const GOOD_FOR_MS = 60_000;

/**
 * Names of units that were found to have no assignment of before: they are not looked up again for a while. A link that is made meanwhile puts the assignment where it is found first.
 */
export class RecentlyMissing {
  private readonly until = new Map<string, number>();

  add(name: string, now: number): void {
    if (this.until.size >= MOST) this.until.clear();
    this.until.set(name, now + GOOD_FOR_MS);
  }

  has(name: string, now: number): boolean {
    return (this.until.get(name) ?? 0) > now;
  }
}
