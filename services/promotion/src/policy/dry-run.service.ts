import { ApprovalDirectory, countingApprovers } from '@assay/approvals';
import type { PolicyDocument } from '@assay/contracts';
import type { Clock } from '@assay/platform';
import { CLOCK } from '@assay/platform';
import type { Projections } from '@assay/projections';
import { PROJECTIONS } from '@assay/projections';
import { Inject, Injectable } from '@nestjs/common';
import type { Decision } from './decisions.projection.js';
import type { Rejudged } from './rejudge-decision.js';
import { rejudge } from './rejudge-decision.js';

export interface DryRunRequest {
  readonly project: string;
  readonly document: PolicyDocument;
  /** ISO times; the last 90 days where nothing is said. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** How many of the decisions that would have been different are shown. */
  readonly limit: number;
}

export type DifferentDecision = Omit<Decision, 'certificate'> & Rejudged;

export interface DryRun {
  readonly from: string;
  readonly to: string;
  readonly judged: number;
  readonly same: number;
  readonly different: number;
  readonly decisions: readonly DifferentDecision[];
}

const DAYS_90 = 90 * 86_400_000;
const PAGE = 500;
const READ = `
  SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, kind, subject, action, actor,
         approval, CASE WHEN approval IS NULL THEN 0 ELSE 1 END AS approvals, certificate
    FROM decisions
   WHERE project = $1 AND at >= $2 AND at < $3 AND ($4::text IS NULL OR (at, id) > ($4::timestamptz, $5::uuid))
   ORDER BY at, id LIMIT ${String(PAGE)}`;

/** Tries a policy on the decisions of the past. */
@Injectable()
export class PolicyDryRun {
  constructor(
    @Inject(PROJECTIONS) private readonly models: Projections,
    private readonly approvals: ApprovalDirectory,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run({ project, document, limit, ...span }: DryRunRequest): Promise<DryRun> {
    const to = span.to ?? new Date(this.clock.now()).toISOString();
    const from = span.from ?? new Date(Date.parse(to) - DAYS_90).toISOString();
    const decisions: DifferentDecision[] = [];
    let [judged, different] = [0, 0];
    for await (const decision of this.decisions([project, from, to])) {
      judged += 1;
      const rejudged = rejudge(document, decision);
      if (rejudged.outcome === 'same') continue;
      different += 1;
      const { certificate: _left, ...shown } = decision;
      if (decisions.length < limit) decisions.push({ ...shown, ...rejudged });
    }
    return { from, to, judged, same: judged - different, different, decisions };
  }

  /** With how many people had agreed to each; an approval that is not known here was of one at least. */
  private async withApprovals(project: string, page: readonly Decision[]): Promise<readonly Decision[]> {
    const named = page.flatMap(({ approval }) => approval ?? []);
    if (named.length === 0) return page;
    const known = await this.approvals.findAll(project, named);
    const counts = new Map(known.map((approval) => [approval.id, countingApprovers(approval).length]));
    return page.map((decision) => ({
      ...decision,
      approvals: counts.get(decision.approval ?? '') ?? decision.approvals,
    }));
  }

  private async *decisions(span: readonly string[]): AsyncGenerator<Decision> {
    for (let last: Decision | undefined; ;) {
      const after = [last?.at ?? null, last?.id ?? null];
      const page = await this.models.read('decisions', (reader) =>
        reader.query<Decision>(READ, [...span, ...after]),
      );
      yield* await this.withApprovals(span[0] ?? '', page);
      last = page.at(-1);
      if (page.length < PAGE) return;
    }
  }
}
