import { connect } from '../connection/connect.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { EXIT } from '../errors/cli-error.js';
import type { Report } from '../report/report.js';
import type { Terminal } from '../terminal/terminal.js';
import type { Coverage } from './await-report.js';
import { awaitReport, reportPath } from './await-report.js';
import type { ImportOptions } from './import-request.js';
import { importRequest } from './import-request.js';
import { prepareTarget } from './prepare-target.js';
import type { FileSent } from './send-file.js';
import { sendFile } from './send-file.js';
import type { ImportSummary } from './summary.js';
import { renderSummary, unitsIn } from './summary.js';
import { survey } from './survey.js';

/** Imports a finished experiment and waits until its report covers it. */
export async function importCommand(
  terminal: Terminal,
  file: string,
  options: ImportOptions & ConnectionOptions & { readonly json?: boolean },
): Promise<number> {
  const request = importRequest(file, options);
  const surveyed = await survey(request, terminal.now());
  const api = await connect(terminal, options);
  const { target, isNew } = await prepareTarget(api, request, surveyed);
  const before = (await api.find(reportPath(target.experiment))) as Report | undefined;
  const sent = await sendFile({ api, terminal }, request, surveyed, target).catch((error: unknown) => {
    terminal.note('Interrupted. The same import sends the rest, and counts nothing twice.');
    throw error;
  });
  terminal.note('All rows are sent; waiting for the report to cover them.');
  const { experiment } = target;
  const awaited = { experiment, units: sent.units.expected(), lastAcknowledged: sent.lastAcknowledged };
  const coverage = await awaitReport(api, terminal, awaited, request.waitMs);
  const summary = {
    file,
    experiment,
    isNewExperiment: isNew,
    unitsBefore: unitsIn(before),
    ...summaryOf(surveyed.rows, sent, coverage),
  };
  terminal.print(options.json === true ? JSON.stringify(summary, null, 2) : renderSummary(summary));
  return exitCodeOf(summary);
}

function summaryOf(
  read: number,
  sent: FileSent,
  coverage: Coverage,
): Omit<ImportSummary, 'file' | 'experiment' | 'isNewExperiment' | 'unitsBefore'> {
  const { units, leftOut, accepted, duplicateLines, refusals, events, roundedValues } = sent;
  const duplicate = duplicateLines.length;
  return {
    rows: { read, leftOut, accepted, duplicate, refused: read - leftOut - accepted - duplicate },
    events,
    roundedValues,
    unitsInTwoVariants: units.inTwoVariants,
    duplicateLines,
    refusals,
    unitsAfter: unitsIn(coverage.report),
    isCovered: coverage.isCovered,
    missing: coverage.isCovered ? [] : coverage.missing,
  };
}

function exitCodeOf({ isCovered, rows }: ImportSummary): number {
  if (!isCovered) return EXIT.incomplete;
  return rows.refused > 0 ? EXIT.refusedRows : EXIT.done;
}
