import type { AssignmentsFallback, StickyKey, StickyLookup } from '@assay/sticky';
import { SingleFlight } from '@assay/sticky';
import { carriedOver } from './carried-over.js';
import type { DatedLink, IdentityLinks } from './identity-links.js';
import type { LinkedUsers } from './linked-users.js';

/**
 * First assignments as projected from the log, and for a user without one that of the anonymous unit that was linked
 * first: so a user keeps a variant although nothing nearer remembers it.
 */
export class LinkedAssignments implements AssignmentsFallback {
  private readonly asking = new SingleFlight<readonly DatedLink[]>();

  constructor(
    private readonly assignments: AssignmentsFallback,
    private readonly links: Pick<IdentityLinks, 'linksTo'>,
    private readonly linked: Pick<LinkedUsers, 'mayBe'>,
  ) {}

  async lookup(key: StickyKey): Promise<StickyLookup> {
    const { project, unit } = key;
    const own = await this.assignments.lookup(key);
    if (own.outcome !== 'missing' || !this.linked.mayBe(project, unit)) return own;
    try {
      return await this.carried(key, await this.linksOf(project, unit));
    } catch {
      return { outcome: 'unavailable' };
    }
  }

  /** A user is asked about in all experiments at once. */
  private linksOf(project: string, user: string): Promise<readonly DatedLink[]> {
    return this.asking.run(`${project}/${user}`, () => this.links.linksTo(project, user));
  }

  private async carried(key: StickyKey, links: readonly DatedLink[]): Promise<StickyLookup> {
    const found = await Promise.all(
      links.map(({ anonymous }) => this.assignments.lookup({ ...key, unit: anonymous })),
    );
    for (const [index, lookup] of found.entries()) {
      if (lookup.outcome === 'unavailable') return lookup;
      if (lookup.outcome === 'missing') continue;
      const linkedAt = links[index]?.linkedAt.toISOString() ?? lookup.entry.event.time;
      return {
        outcome: 'found',
        entry: { event: carriedOver(lookup.entry.event, key.unit, linkedAt), confirmed: false },
      };
    }
    return { outcome: 'missing' };
  }
}
