import type { ReleaseEvent } from '@assay/contracts';
import { certificateOf, verifyCertificate } from '@assay/contracts';
import type { StoredEvent } from '@assay/event-store';
import { pastInstant } from '@assay/platform';
import { Injectable } from '@nestjs/common';
import { RELEASE_CERTIFICATES } from '../release-certificate/certificate-kinds.js';
import { verdictHolds } from '../release-health/verdict-holds.fold.js';
import type { PageOfReleases } from '../release-routing/release-table.js';
import { ReleaseTable } from '../release-routing/release-table.js';
import { ReleaseLog } from './release-log.js';
import { noReleaseYet, releaseNotFound } from './release-problems.js';
import type { ReleaseSummary } from './release-view.js';
import { summaryOf } from './release-view.js';

/** A release as it stood at an instant, without the outcomes of its window. */
export interface PastRelease extends ReleaseSummary {
  readonly asOf: string;
}

export interface HistoryEntry {
  /** 1, 2, 3 … within the release. */
  readonly number: number;
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly actor: string;
  readonly data: unknown;
  /** Hash of the certificate that it carries (`…/certificates/{number}`); null where it has none. */
  readonly certificate: string | null;
  /** Whether what was recorded follows from its certificate; null where it rests on no evidence. */
  readonly verdictHolds: boolean | null;
}

export interface HistoryPage {
  readonly events: readonly HistoryEntry[];
  /** Give it as `after`; null on the last page. */
  readonly next: number | null;
}

export interface HistoryRange {
  readonly after: number;
  readonly limit: number;
  readonly events: 'all' | 'rollbacks';
}

const ROLLBACKS: ReadonlySet<string> = new Set(['ReleaseRolledBack', 'ReleaseRollbackWithheld']);

/** By its certificate; of before there were any, by its evidence. */
function verdictOf(event: ReleaseEvent): boolean | null {
  const certificate = certificateOf(event);
  if (certificate !== undefined) return verifyCertificate(RELEASE_CERTIFICATES, certificate, event).valid;
  const { data } = event;
  return 'evidence' in data && data.evidence !== null ? verdictHolds(data.evidence) : null;
}

const shownData = ({ data }: StoredEvent['event']): unknown => {
  const { certificate: _proof, ...shown } = data as { readonly certificate?: unknown };
  return shown;
};

const entryOf = ({ version, event }: StoredEvent): HistoryEntry => ({
  number: version,
  id: event.id,
  type: event.type,
  time: event.time,
  actor: event.actor,
  data: shownData(event),
  certificate: certificateOf(event)?.hash ?? null,
  verdictHolds: verdictOf(event as ReleaseEvent),
});

/** What happened to a release: its events, as they are in the log. */
@Injectable()
export class ReleaseHistory {
  constructor(
    private readonly log: ReleaseLog,
    private readonly table: ReleaseTable,
  ) {}

  /**
   * As it stood at an instant.
   * @throws NotFoundProblem for an instant before it was created, BadRequestProblem for the future
   */
  async asOf(project: string, key: string, asOf: string): Promise<PastRelease> {
    const release = await this.log.asOf(project, key, pastInstant('asOf', asOf, this.log.now()));
    if (release.status === 'absent') throw noReleaseYet(key, asOf);
    return { ...summaryOf(release), asOf };
  }

  /** Those there were, by what they were then: what a page of the keys of now had been. */
  async pageAsOf(
    project: string,
    asOf: string,
    { after, limit, status }: PageOfReleases,
  ): Promise<{ readonly releases: readonly ReleaseSummary[]; readonly next: string | null }> {
    const instant = pastInstant('asOf', asOf, this.log.now());
    const keys = this.table.page(project, { after, limit }).map(({ design }) => design.key);
    const found = await Promise.all(keys.map((key) => this.log.asOf(project, key, instant)));
    const releases = found.flatMap((release) =>
      release.status === 'absent' || (status !== undefined && release.status !== status)
        ? []
        : [summaryOf(release)],
    );
    return { releases, next: keys.length < limit ? null : (keys.at(-1) ?? null) };
  }

  async page(
    { project, key }: { readonly project: string; readonly key: string },
    { after, limit, events }: HistoryRange,
  ): Promise<HistoryPage> {
    const all = await this.log.history(project, key);
    if (all.length === 0) throw releaseNotFound(key);
    const asked = all.filter(
      ({ version, event }) => version > after && (events === 'all' || ROLLBACKS.has(event.type)),
    );
    const page = asked.slice(0, limit).map(entryOf);
    return { events: page, next: asked.length > limit ? (page.at(-1)?.number ?? null) : null };
  }
}
