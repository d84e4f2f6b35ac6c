import type { ApiClient } from '../api/api-client.js';
import type { Report } from '../report/report.js';
import type { Terminal } from '../terminal/terminal.js';

const POLL_MS = 300;
/** Dates of responses have whole seconds. */
const SECOND_MS = 1000;
/** A report that is complete beyond the last event by this much, and still lacks units, will not get them. */
const GRACE_MS = 15_000;

interface Sent {
  readonly experiment: string;
  /** Units by variant that the report must show at least. */
  readonly units: ReadonlyMap<string, number>;
  /** By the server’s clock; milliseconds. */
  readonly lastAcknowledged: number | undefined;
}

export type Coverage =
  | { readonly isCovered: true; readonly report: Report }
  | { readonly isCovered: false; readonly missing: readonly string[]; readonly report: Report | undefined };

export const reportPath = (experiment: string): string =>
  `/api/v1/reports/experiments/${encodeURIComponent(experiment)}`;

/** Waits until the report covers what was sent, or can say what it still lacks. */
export async function awaitReport(
  api: ApiClient,
  terminal: Pick<Terminal, 'now' | 'sleep'>,
  sent: Sent,
  waitMs: number,
): Promise<Coverage> {
  const deadline = terminal.now() + waitMs;
  for (;;) {
    const report = (await api.find(reportPath(sent.experiment))) as Report | undefined;
    const missing = missingFrom(report, sent);
    if (missing.length === 0 && report !== undefined) return { isCovered: true, report };
    const isFinal = completeTo(report) >= (sent.lastAcknowledged ?? Infinity) + GRACE_MS;
    if (isFinal || terminal.now() >= deadline) return { isCovered: false, missing, report };
    await terminal.sleep(POLL_MS);
  }
}

const completeTo = (report: Report | undefined): number => Date.parse(report?.coverage.completeTo ?? '') || 0;

function missingFrom(
  report: Report | undefined,
  { experiment, units, lastAcknowledged }: Sent,
): readonly string[] {
  if (report === undefined) return [`the report of ${experiment} is not there yet`];
  const lacking = [...units].flatMap(([variant, expected]) => {
    const shown = report.variants.find(({ key }) => key === variant)?.units ?? 0;
    return shown >= expected ? [] : [`${variant}: ${String(shown)} of ${String(expected)} units`];
  });
  const isBehind = lastAcknowledged !== undefined && completeTo(report) < lastAcknowledged + SECOND_MS;
  const behind = `complete to ${report.coverage.completeTo ?? 'no instant yet'}, the last events came later`;
  return isBehind ? [...lacking, behind] : lacking;
}
