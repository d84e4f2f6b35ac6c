import type { ApprovalSubject } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import type { ApprovalState, ApprovalStatus, KnownApproval } from './approval.js';
import { NO_APPROVAL } from './approval.js';
import { APPROVALS } from './approvals.projection.js';

/** Which approvals are asked for; what is left out does not matter. */
export interface ApprovalFilter {
  readonly status?: ApprovalStatus | undefined;
  readonly kind?: ApprovalSubject['kind'] | undefined;
  readonly key?: string | undefined;
  /** Id of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

const PAGE = `SELECT state FROM approvals
  WHERE project = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR kind = $3)
    AND ($4::text IS NULL OR key = $4) AND ($5::text IS NULL OR (proposed_at, id) <
      (SELECT last.proposed_at, last.id FROM approvals last WHERE last.project = $1 AND last.id = $5))
  ORDER BY proposed_at DESC, id DESC LIMIT $6`;
const ONE = 'SELECT state FROM approvals WHERE project = $1 AND id = $2';
const ALL = 'SELECT state FROM approvals WHERE project = $1 AND id = ANY($2)';
const FOR = `SELECT state FROM approvals WHERE project = $1 AND hash = $2
  ORDER BY status = 'approved' DESC, proposed_at DESC LIMIT 1`;
const DUE = `SELECT state FROM approvals WHERE expires_at <= to_timestamp($1 / 1000.0)
  ORDER BY expires_at LIMIT 100`;

/**
 * Approvals as far as the log has been projected into this service. A service other than the one that keeps them reads
 * them here, through `approvalsProjection` among its own read models.
 */
export class ApprovalDirectory {
  constructor(private readonly projections: Pick<Projections, 'read'>) {}

  /** The state of one; absent where the log does not know it (yet). */
  async find(project: string, id: string): Promise<ApprovalState> {
    return (await this.states(ONE, [project, id]))[0] ?? NO_APPROVAL;
  }

  /** Those of these that are known. */
  findAll(project: string, ids: readonly string[]): Promise<readonly KnownApproval[]> {
    return this.states(ALL, [project, ids]);
  }

  /** The one for just this, by its hash: the approved one where there are several. */
  async findFor(project: string, hash: string): Promise<ApprovalState> {
    return (await this.states(FOR, [project, hash]))[0] ?? NO_APPROVAL;
  }

  /** The newest first. */
  page(
    project: string,
    { status, kind, key, after, limit }: ApprovalFilter,
  ): Promise<readonly KnownApproval[]> {
    return this.states(PAGE, [project, status ?? null, kind ?? null, key ?? null, after ?? null, limit]);
  }

  /**
   * Open or approved ones whose time is over, the longest overdue first; at most 100.
   * @param now milliseconds since 1970
   */
  due(now: number): Promise<readonly KnownApproval[]> {
    return this.states(DUE, [now]);
  }

  private async states(sql: string, parameters: readonly unknown[]): Promise<readonly KnownApproval[]> {
    const rows = await this.projections.read(APPROVALS, (model) =>
      model.query<{ readonly state: KnownApproval }>(sql, parameters),
    );
    return rows.map(({ state }) => state);
  }
}
