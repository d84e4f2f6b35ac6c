import { connect } from '../../connection/connect.js';
import type { ConnectionOptions } from '../../connection/connection-options.js';
import { EXIT } from '../../errors/cli-error.js';
import type { PositionsReport } from '../../product/product-reports.js';
import type { Terminal } from '../../terminal/terminal.js';
import type { ImportOptions } from '../import-request.js';
import { awaitPositions, POSITIONS } from './await-positions.js';
import { impressionsRequest } from './impressions-request.js';
import type { ImpressionsSummary } from './impressions-summary.js';
import { renderImpressions } from './impressions-summary.js';
import type { ImpressionsSent } from './send-impressions.js';
import { countRows, sendImpressions } from './send-impressions.js';

/** Imports what was shown and clicked, and waits until the report of positions holds it. */
export async function impressionsCommand(
  terminal: Terminal,
  file: string,
  options: ImportOptions & ConnectionOptions & { readonly json?: boolean },
): Promise<number> {
  const request = impressionsRequest(file, options);
  const total = await countRows(request);
  const api = await connect(terminal, options);
  const { total: before } = (await api.get(POSITIONS)) as PositionsReport;
  const sent = await sendImpressions({ api, terminal }, request, total).catch((error: unknown) => {
    terminal.note('Interrupted. The same import sends the rest, and counts nothing twice.');
    throw error;
  });
  terminal.note('All rows are sent; waiting for the report of positions to hold them.');
  const { lastAcknowledged } = sent;
  const positions = await awaitPositions(api, terminal, { lastAcknowledged, waitMs: request.waitMs });
  const summary = {
    file,
    source: request.source,
    ...summaryOf(sent),
    isCovered: positions !== undefined,
    before: { impressions: before.impressions, clicks: before.clicks },
    positions,
  };
  terminal.print(options.json === true ? JSON.stringify(summary, null, 2) : renderImpressions(summary));
  return exitCodeOf(summary);
}

function summaryOf({
  read,
  leftOut,
  duplicateLines,
  refusals,
  events,
}: ImpressionsSent): Pick<ImpressionsSummary, 'rows' | 'events' | 'duplicateLines' | 'refusals'> {
  const duplicate = duplicateLines.length;
  const refused = new Set(refusals.map(({ line }) => line)).size;
  const accepted = read - leftOut - duplicate - refused;
  return { rows: { read, leftOut, accepted, duplicate, refused }, events, duplicateLines, refusals };
}

function exitCodeOf({ isCovered, rows }: ImpressionsSummary): number {
  if (!isCovered) return EXIT.incomplete;
  return rows.refused > 0 ? EXIT.refusedRows : EXIT.done;
}
