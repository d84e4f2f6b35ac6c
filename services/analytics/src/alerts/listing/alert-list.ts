import type { AlertSeverity } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { OpenAlert } from '../open-alert.js';
import type { AlertRow, AlertStatus, AlertView } from './alert-view.js';
import { alertView } from './alert-view.js';
import { ALERTS } from './alerts.projection.js';
import type { AlertCursor } from './cursor.js';
import { cursorOf } from './cursor.js';

/** Which alerts are asked for; what is left out does not matter. */
interface AlertQuery {
  readonly status?: AlertStatus | undefined;
  readonly severity?: AlertSeverity | undefined;
  readonly rule?: string | undefined;
  readonly experiment?: string | undefined;
  readonly after?: AlertCursor | undefined;
  readonly limit: number;
}

export interface AlertPage {
  readonly alerts: readonly AlertView[];
  /** Give it as `cursor` for the next page; null on the last one. */
  readonly nextCursor: string | null;
}

const COLUMNS = 'id, project, source, raised_at, resolved_at, raised, resolved';

const PAGE = `SELECT ${COLUMNS} FROM alerts
  WHERE project = $1
    AND ($2::text IS NULL OR (resolved_at IS NULL) = ($2 = 'raised'))
    AND ($3::text IS NULL OR severity = $3)
    AND ($4::text IS NULL OR rule = $4)
    AND ($5::text IS NULL OR experiment = $5)
    AND ($6::timestamptz IS NULL OR (raised_at, id) < ($6, $7::uuid))
  ORDER BY raised_at DESC, id DESC LIMIT $8`;

const OPEN = `SELECT ${COLUMNS} FROM alerts WHERE rule = $1 AND resolved_at IS NULL ORDER BY id`;
const ONE = `SELECT ${COLUMNS} FROM alerts WHERE project = $1 AND id = $2`;

/** Reads alerts, as far as the log has been projected. */
@Injectable()
export class AlertList {
  constructor(@Inject(PROJECTIONS) private readonly projections: Projections) {}

  /** The newest first. */
  async page(project: string, { limit, after, ...filter }: AlertQuery): Promise<AlertPage> {
    const found = await this.rows(PAGE, [
      project,
      filter.status ?? null,
      filter.severity ?? null,
      filter.rule ?? null,
      filter.experiment ?? null,
      after?.raisedAt ?? null,
      after?.id ?? null,
      limit + 1,
    ]);
    const alerts = found.slice(0, limit).map(alertView);
    const last = found.length > limit ? alerts.at(-1) : undefined;
    return { alerts, nextCursor: last === undefined ? null : cursorOf(last) };
  }

  async find(project: string, id: string): Promise<AlertView | undefined> {
    const [row] = await this.rows(ONE, [project, id]);
    return row === undefined ? undefined : alertView(row);
  }

  /** Those of a rule that are not over, in all projects. */
  async open(rule: string): Promise<readonly OpenAlert[]> {
    const rows = await this.rows(OPEN, [rule]);
    return rows.map(({ id, project, raised }) => ({ id, project, data: raised }));
  }

  private rows(sql: string, parameters: readonly unknown[]): Promise<readonly AlertRow[]> {
    return this.projections.read(ALERTS, (model) => model.query<AlertRow>(sql, parameters));
  }
}
