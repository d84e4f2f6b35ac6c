import type { Principal } from '@assay/auth';
import type { UnitAssigned } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import { DataAccess, placeOf, PRIVACY } from '@assay/privacy';
import type { Privacy } from '@assay/privacy';
import type { StickyKey } from '@assay/sticky';
import { Inject, Injectable } from '@nestjs/common';
import { HeldAssignments } from './held-assignments.js';

/** An assignment with the attributes it rested on, as far as nobody has erased them. */
export interface ReadableAssignment {
  readonly first: UnitAssigned | undefined;
  readonly erased: boolean;
}

/** What units have been given, as it is shown to people: that they look is noted, and what is sealed is opened. */
@Injectable()
export class ShownAssignments {
  constructor(
    private readonly held: HeldAssignments,
    private readonly access: DataAccess,
    @Inject(PRIVACY) private readonly privacy: Privacy,
  ) {}

  /** Without it nobody is shown anything. @param until the instant that is asked about, where it is not now */
  noteLook(who: Principal, unit: string, until?: string): Promise<void> {
    const opened = this.privacy.keys === undefined ? undefined : true;
    return this.access.note(who, { topic: TOPICS.assignments.name, subject: unit, until, opened });
  }

  at(key: StickyKey, instant: number): Promise<UnitAssigned | undefined> {
    return this.held.at(key, instant);
  }

  async readable(recorded: UnitAssigned | undefined): Promise<ReadableAssignment> {
    if (recorded?.data.sealed === undefined) return { first: recorded, erased: false };
    const { sealed, ...data } = recorded.data;
    const [opened] = await this.privacy.open([{ sealed, place: placeOf(recorded, data) }]);
    if (opened?.outcome !== 'open') return { first: { ...recorded, data }, erased: true };
    return { first: { ...recorded, data: { ...data, attributes: opened.attributes } }, erased: false };
  }
}
