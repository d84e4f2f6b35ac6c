import type { Principal } from '@assay/auth';
import type { ExperimentInput } from '@assay/bucketing';
import { explain } from '@assay/bucketing';
import type { UnitAssigned } from '@assay/contracts';
import type { Clock } from '@assay/platform';
import { CLOCK, pastInstant } from '@assay/platform';
import { Inject, Injectable } from '@nestjs/common';
import { ExperimentsService } from '../experiment/experiments.service.js';
import { attributesFrom } from '../gateway/assign/recorded-attributes.js';
import { prerequisiteExperiments } from '../gateway/assign/prerequisite-experiments.js';
import { assignmentOf } from '../gateway/assign/unit-assigned.js';
import { available } from '../problems/available.js';
import type { OtherFlags, PastDefinition } from '../revisions/revisions.js';
import { Revisions } from '../revisions/revisions.js';
import { definitionMissing } from '../revisions/revisions.service.js';
import type { ExplainDto } from './explain.dto.js';
import type { AssignmentExplained, ExplanationView } from './explanation-view.js';
import { assignmentExplained, decidedBy } from './explanation-view.js';
import { ServedFlags } from './served-flags.js';
import type { ReadableAssignment } from './shown-assignments.js';
import { ShownAssignments } from './shown-assignments.js';

interface Subject {
  readonly project: string;
  readonly key: string;
}

/**
 * Why does this unit get its variant, now or at an instant of the past? Definitions are those of that time; the
 * unit's first assignment is explained by the definition that decided it.
 */
@Injectable()
export class ExplainService {
  constructor(
    private readonly experiments: ExperimentsService,
    private readonly revisions: Revisions,
    private readonly shown: ShownAssignments,
    private readonly flags: ServedFlags,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NotFoundProblem for an unknown experiment, and for an instant before it was created */
  explain(
    who: Principal,
    experiment: string,
    { unit, at, attributes }: ExplainDto,
  ): Promise<ExplanationView> {
    return available(async () => {
      const { design } = await this.experiments.find(who, experiment);
      const subject = { project: who.project, key: design.key };
      const now = this.clock.now();
      const instant = at === undefined ? now : pastInstant('at', at, now);
      const others = this.others(subject, at === undefined ? undefined : instant);
      const then = await this.revisions.asOf(subject.project, subject.key, instant, others);
      if (then === undefined) throw definitionMissing('at', at);
      await this.shown.noteLook(who, unit, at);
      const recorded = await this.assignedBy(subject, { unit, run: then.definition.run, instant });
      const { first, erased } = await this.shown.readable(recorded);
      const known = attributes ?? (first && attributesFrom(first.data.attributes ?? {}));
      const sticky = first && assignmentOf({ event: first });
      const stickyOf = await this.heldElsewhere(subject, then, { unit, instant });
      const input = { unit, attributes: known, sticky, stickyOf };
      const { evaluation, steps } = explain(then.snapshot, subject.key, input);
      return {
        ...{ experiment: subject.key, unit, at: new Date(instant).toISOString() },
        ...{ definition: decidedBy(then), evaluation, steps },
        assignment:
          first === undefined ? null : await this.assignment(subject, { first, erased }, attributes),
      };
    });
  }

  /** The assignment that held at the instant. */
  private async assignedBy(
    { project, key: experiment }: Subject,
    { unit, run, instant }: { readonly unit: string; readonly run: number | null; readonly instant: number },
  ): Promise<UnitAssigned | undefined> {
    return run === null ? undefined : this.shown.at({ project, experiment, run, unit }, instant);
  }

  /** What the unit had at the instant in the experiments that prerequisites lead to. */
  private async heldElsewhere(
    { project }: Subject,
    { definition, snapshot }: PastDefinition,
    asked: { readonly unit: string; readonly instant: number },
  ): Promise<NonNullable<ExperimentInput['stickyOf']>> {
    const named = [...prerequisiteExperiments(definition, snapshot).values()];
    const held = await Promise.all(
      named.map(async ({ key, run }) => {
        const event = await this.assignedBy({ project, key }, { ...asked, run });
        return [key, event && assignmentOf({ event })] as const;
      }),
    );
    const byKey = new Map(held);
    return (flag) => byKey.get(flag);
  }

  private async assignment(
    subject: Subject,
    { first, erased }: ReadableAssignment & { readonly first: UnitAssigned },
    attributes: Readonly<Record<string, unknown>> | undefined,
  ): Promise<AssignmentExplained | null> {
    const past = await this.decidedBy(subject, first);
    if (past === undefined) return null;
    const unit = first.data.linkedFrom ?? first.data.unit;
    const known = first.data.attributes === undefined ? attributes : attributesFrom(first.data.attributes);
    const stickyOf = await this.heldElsewhere(subject, past, { unit, instant: Date.parse(first.time) });
    const explanation = explain(past.snapshot, subject.key, { unit, attributes: known, stickyOf });
    return assignmentExplained({ first, erased }, past, explanation);
  }

  /** A combination that a gateway served for an instant, and that never stood in the store, has no revision there. */
  private async decidedBy(
    subject: Subject,
    { time, data: { revision } }: UnitAssigned,
  ): Promise<PastDefinition | undefined> {
    const { project, key } = subject;
    const others = this.others(subject, Date.parse(time));
    return (
      (await this.revisions.withRevision(project, key, revision, others)) ??
      this.revisions.asOf(project, key, Date.parse(time), others)
    );
  }

  /** Rollouts and releases belong to another service: of those the log is asked. */
  private others({ project }: Subject, instant: number | undefined): OtherFlags {
    return async () => {
      const { flags } = this;
      const config = instant === undefined ? flags.now(project) : await flags.at(project, instant);
      return (key) => config.flag(key);
    };
  }
}
