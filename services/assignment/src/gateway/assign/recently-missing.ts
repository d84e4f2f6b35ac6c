import type { StickyKey } from '@assay/sticky';
import { stickyKeyText } from '@assay/sticky';

const MOST = 50_000;
const GOOD_FOR_MS = 60_000;

/**
 * Units outside of the traffic that were found to have no assignment of before: they are not looked up again for a
 * while. A link that is made meanwhile puts the assignment where it is found first.
 */
export class RecentlyMissing {
  private readonly until = new Map<string, number>();

  add(key: StickyKey, now: number): void {
    if (this.until.size >= MOST) this.until.clear();
    this.until.set(stickyKeyText(key), now + GOOD_FOR_MS);
  }

  has(key: StickyKey, now: number): boolean {
    return (this.until.get(stickyKeyText(key)) ?? 0) > now;
  }
}
