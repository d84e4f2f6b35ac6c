import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import type { AssignmentsFallback, StickyKey, StickyLookup } from '@assay/sticky';
import { Inject, Injectable } from '@nestjs/common';
import { ProjectedAssignments } from '../assignments/projected-assignments.js';
import { IdentityLinks } from './identity-links.js';
import { LinkedAssignments } from './linked-assignments.js';
import { LinkedUsers } from './linked-users.js';

const PATIENCE_MS = 2_000;

/** What the log says that units have been given, for those who would rather wait than not know: no evaluation does. */
@Injectable()
export class PatientAssignments implements AssignmentsFallback {
  private readonly assignments: AssignmentsFallback;

  constructor(@Inject(PROJECTIONS) model: Projections, links: IdentityLinks, linked: LinkedUsers) {
    const patience = { patienceMs: PATIENCE_MS, queryMs: PATIENCE_MS };
    this.assignments = new LinkedAssignments(new ProjectedAssignments(model, patience), links, linked);
  }

  lookup(key: StickyKey): Promise<StickyLookup> {
    return this.assignments.lookup(key);
  }
}
