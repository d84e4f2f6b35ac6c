import type { ApiClient } from '../../api/api-client.js';
import type { PositionsReport } from '../../product/product-reports.js';
import type { Terminal } from '../../terminal/terminal.js';

export const POSITIONS = '/api/v1/reports/positions';
const POLL_MS = 300;
/** Dates of responses have whole seconds. */
const SECOND_MS = 1000;

/** Waits until the report of positions holds what was acknowledged; undefined when that takes too long. */
export async function awaitPositions(
  api: ApiClient,
  terminal: Pick<Terminal, 'now' | 'sleep'>,
  { lastAcknowledged, waitMs }: { readonly lastAcknowledged: number | undefined; readonly waitMs: number },
): Promise<PositionsReport | undefined> {
  const deadline = terminal.now() + waitMs;
  for (;;) {
    const report = (await api.find(POSITIONS)) as PositionsReport | undefined;
    const completeTo = Date.parse(report?.coverage.completeTo ?? '') || 0;
    if (completeTo >= (lastAcknowledged ?? 0) + SECOND_MS) return report;
    if (terminal.now() >= deadline) return undefined;
    await terminal.sleep(POLL_MS);
  }
}
