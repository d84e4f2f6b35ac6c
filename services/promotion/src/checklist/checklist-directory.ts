import type { RollbackSubject } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import { ALARMS } from './alarms.projection.js';
import type { KnownChecklist } from './checklist-state.js';
import { CHECKLISTS } from './checklists.projection.js';

export interface ChecklistFilter {
  readonly status?: KnownChecklist['status'] | undefined;
  readonly kind?: RollbackSubject['kind'] | undefined;
  readonly key?: string | undefined;
  /** Id of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

const PAGE = `SELECT state FROM rollback_checklists
  WHERE project = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR kind = $3)
    AND ($4::text IS NULL OR key = $4)
    AND ($5::text IS NULL OR (opened_at, id) <
      (SELECT last.opened_at, last.id FROM rollback_checklists last WHERE last.project = $1 AND last.id = $5))
  ORDER BY opened_at DESC, id DESC LIMIT $6`;

const OPEN = `SELECT state FROM rollback_checklists WHERE status = 'open' AND opened_at > to_timestamp($1 / 1000.0)
  ORDER BY opened_at DESC LIMIT 500`;

const RAISED = `SELECT DISTINCT given.project, given.key, alarms.rule
  FROM unnest($1::text[], $2::text[]) AS given (project, key)
  JOIN alarms ON alarms.project = given.project
    AND (alarms.experiment = given.key OR alarms.subject = given.key OR starts_with(alarms.subject, given.key || '/'))`;

/** An alert that is raised about what was rolled back. */
export interface Alarm {
  readonly project: string;
  readonly key: string;
  readonly rule: string;
}

/** Checklists, and what is raised about their subjects, as far as the log has been projected. */
@Injectable()
export class ChecklistDirectory {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /** The newest first. */
  page(project: string, filter: ChecklistFilter): Promise<readonly KnownChecklist[]> {
    const { status = null, kind = null, key = null, after = null, limit } = filter;
    return this.states(PAGE, [project, status, kind, key, after, limit]);
  }

  /** Those that are worked on. @param since milliseconds since 1970: older ones were left lying */
  open(since: number): Promise<readonly KnownChecklist[]> {
    return this.states(OPEN, [since]);
  }

  alarmsAbout(checklists: readonly KnownChecklist[]): Promise<readonly Alarm[]> {
    const projects = checklists.map(({ project }) => project);
    const keys = checklists.map(({ subject }) => subject.key);
    return this.models.read(ALARMS, (model) => model.query<Alarm>(RAISED, [projects, keys]));
  }

  private async states(sql: string, parameters: readonly unknown[]): Promise<readonly KnownChecklist[]> {
    const rows = await this.models.read(CHECKLISTS, (model) =>
      model.query<{ readonly state: KnownChecklist }>(sql, parameters),
    );
    return rows.map(({ state }) => state);
  }
}
