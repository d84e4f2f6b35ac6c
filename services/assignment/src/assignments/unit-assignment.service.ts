import type { Principal } from '@assay/auth';
import type { UnitAssigned } from '@assay/contracts';
import { TOPICS } from '@assay/contracts';
import { NotFoundProblem } from '@assay/platform';
import { DataAccess } from '@assay/privacy';
import { Injectable } from '@nestjs/common';
import { ExperimentsService } from '../experiment/experiments.service.js';
import type { StickyKey } from '@assay/sticky';
import { available } from '../problems/available.js';
import { ProjectedAssignments } from './projected-assignments.js';

export type UnitAssignmentView = UnitAssigned['data'] & {
  readonly assignedAt: string;
  readonly eventId: string;
};

const LONGEST_UNIT = 200;

function notAssigned(unit: string, experiment: string): NotFoundProblem {
  return new NotFoundProblem('UNIT_NOT_ASSIGNED', `unit "${unit}" has no assignment in "${experiment}"`, {
    errors: [{ path: 'unit', value: unit, message: 'must be a unit that was assigned in the current run' }],
  });
}

/** The assignment that holds for a unit in the current run, as far as the log has been projected. */
@Injectable()
export class UnitAssignmentService {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly projected: ProjectedAssignments,
    private readonly access: DataAccess,
  ) {}

  async get(who: Principal, experiment: string, unit: string): Promise<UnitAssignmentView> {
    const { key, run } = await this.experiments.get(who, experiment);
    const isUnit = unit.length <= LONGEST_UNIT && !unit.includes('\0');
    if (run === null || !isUnit) throw notAssigned(unit, experiment);
    await available(() => this.access.note(who, { topic: TOPICS.assignments.name, subject: unit }));
    const event = await this.find({ project: who.project, experiment: key, run, unit });
    if (event === undefined) throw notAssigned(unit, experiment);
    return { ...event.data, assignedAt: event.time, eventId: event.id };
  }

  /** The assignment of a unit in a run; undefined where it has none. */
  find(key: StickyKey): Promise<UnitAssigned | undefined> {
    return available(() => this.projected.find(key));
  }
}
