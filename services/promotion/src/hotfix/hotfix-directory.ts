import type { HotfixSeverity } from '@assay/contracts';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { HotfixStatus, KnownHotfix } from './hotfix-state.js';
import { HOTFIXES } from './hotfixes.projection.js';

export interface HotfixFilter {
  readonly status?: HotfixStatus | undefined;
  readonly severity?: HotfixSeverity | undefined;
  readonly postMortemDue?: boolean | undefined;
  /** Key of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

const PAGE = `SELECT state FROM hotfixes
  WHERE project = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR severity = $3)
    AND ($4::boolean IS NULL OR post_mortem_due = $4)
    AND ($5::text IS NULL OR (opened_at, key) <
      (SELECT last.opened_at, last.key FROM hotfixes last WHERE last.project = $1 AND last.key = $5))
  ORDER BY opened_at DESC, key DESC LIMIT $6`;
const LATE = `SELECT state FROM hotfixes WHERE escalates_at <= to_timestamp($1 / 1000.0)
  ORDER BY escalates_at LIMIT 100`;
const WITH_RELEASE = `SELECT state, release.key AS release,
    to_char(release.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at
  FROM hotfixes, LATERAL (
    SELECT key, at FROM production_releases
     WHERE production_releases.project = hotfixes.project AND production_releases.at > hotfixes.opened_at
     ORDER BY at, key LIMIT 1) AS release
  WHERE awaits_release ORDER BY release.at LIMIT 100`;

/** A hotfix that was to be mended with a release, and that release. */
export interface DueWithRelease {
  readonly state: KnownHotfix;
  readonly release: string;
  /** When it reached production. */
  readonly at: string;
}

/** Hotfixes as far as the log has been projected. */
@Injectable()
export class HotfixDirectory {
  constructor(@Inject(PROJECTIONS) private readonly models: Projections) {}

  /** The newest first. */
  page(project: string, filter: HotfixFilter): Promise<readonly KnownHotfix[]> {
    const { status = null, severity = null, postMortemDue = null, after = null, limit } = filter;
    return this.states(PAGE, [project, status, severity, postMortemDue, after, limit]);
  }

  /** Those whose clock ran out, the longest overdue first. @param now milliseconds since 1970 */
  late(now: number): Promise<readonly KnownHotfix[]> {
    return this.states(LATE, [now]);
  }

  /** Those that a release has reached production without. */
  dueWithRelease(): Promise<readonly DueWithRelease[]> {
    return this.models.read(HOTFIXES, (model) => model.query<DueWithRelease>(WITH_RELEASE, []));
  }

  private async states(sql: string, parameters: readonly unknown[]): Promise<readonly KnownHotfix[]> {
    const rows = await this.models.read(HOTFIXES, (model) =>
      model.query<{ readonly state: KnownHotfix }>(sql, parameters),
    );
    return rows.map(({ state }) => state);
  }
}
