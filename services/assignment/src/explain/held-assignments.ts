import type { UnitAssigned } from '@assay/contracts';
import { UnavailableProblem } from '@assay/platform';
import type { AssignmentsFallback, StickyKey, StickyStore } from '@assay/sticky';
import { Inject, Injectable } from '@nestjs/common';
import { ProjectedAssignments } from '../assignments/projected-assignments.js';
import { STICKY_STORE } from '../gateway/tokens.js';
import { IdentityLinks } from '../identity/identity-links.js';
import { LinkedAssignments } from '../identity/linked-assignments.js';
import { LinkedUsers } from '../identity/linked-users.js';

/**
 * What units have been given, as gateways serve it: what the sticky stores hold, else the log as far as it has been
 * projected, with what a user had before they logged in. Nothing is remembered for the asking.
 */
@Injectable()
export class HeldAssignments {
  private readonly behind: AssignmentsFallback;

  constructor(
    @Inject(STICKY_STORE) private readonly sticky: Pick<StickyStore, 'held'>,
    projected: ProjectedAssignments,
    links: IdentityLinks,
    linked: LinkedUsers,
  ) {
    const patient: AssignmentsFallback = {
      lookup: async (key) => {
        const event = await projected.find(key);
        return event === undefined
          ? { outcome: 'missing' }
          : { outcome: 'found', entry: { event, confirmed: true } };
      },
    };
    this.behind = new LinkedAssignments(patient, links, linked);
  }

  /**
   * The assignment that a unit had in a run at an instant; undefined where it had none yet.
   * @throws UnavailableProblem `ASSIGNMENTS_UNAVAILABLE` where nobody could be asked
   */
  async at(key: StickyKey, instant: number): Promise<UnitAssigned | undefined> {
    const [nearest] = await this.sticky.held(key);
    const event = nearest?.entry.event ?? (await this.inLog(key));
    return event !== undefined && Date.parse(event.time) <= instant ? event : undefined;
  }

  private async inLog(key: StickyKey): Promise<UnitAssigned | undefined> {
    const found = await this.behind.lookup(key);
    if (found.outcome === 'found') return found.entry.event;
    if (found.outcome === 'missing') return undefined;
    const headers = { 'retry-after': '1' };
    throw new UnavailableProblem('ASSIGNMENTS_UNAVAILABLE', 'assignments cannot be read now', { headers });
  }
}
