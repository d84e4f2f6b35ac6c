import type { UnitAssigned } from '@assay/contracts';
import { UnavailableProblem } from '@assay/platform';
import type { StickyKey, StickyStore } from '@assay/sticky';
import { Inject, Injectable } from '@nestjs/common';
import { STICKY_STORE } from '../gateway/tokens.js';
import { PatientAssignments } from '../identity/patient-assignments.js';

/**
 * What units have been given, as gateways serve it: what the sticky stores hold, else the log as far as it has been
 * projected, with what a user had before they logged in. Nothing is remembered for the asking.
 */
@Injectable()
export class HeldAssignments {
  constructor(
    @Inject(STICKY_STORE) private readonly sticky: Pick<StickyStore, 'held'>,
    private readonly projected: PatientAssignments,
  ) {}

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
    const found = await this.projected.lookup(key);
    if (found.outcome === 'found') return found.entry.event;
    if (found.outcome === 'missing') return undefined;
    const headers = { 'retry-after': '1' };
    throw new UnavailableProblem('ASSIGNMENTS_UNAVAILABLE', 'assignments cannot be read now', { headers });
  }
}
